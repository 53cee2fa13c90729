"""Measurements beside named peers, in one run. `python -m benchmarks` makes all of them and writes docs/benchmarks.md."""
