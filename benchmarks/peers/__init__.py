"""The S&T SME evaluation without its lists, as each of four engines would have it written."""
