"""What can happen to accounts: one thing a file, each in one transaction, with its own audit record."""
