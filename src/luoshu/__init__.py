"""Luoshu (洛书) runs innovation policy from the published document."""

__version__ = "0.1.0"
