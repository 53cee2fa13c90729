"""What a year costs, and what happens where a budget does not suffice."""
