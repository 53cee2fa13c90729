"""What can happen to policies, one a file."""
