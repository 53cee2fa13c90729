"""Measurements beside named peers, side by side in one run. `make bench` makes all of them."""
