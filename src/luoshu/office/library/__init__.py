"""The policy library: what is in force and was, as pages that answer; the calculator; publishing."""
