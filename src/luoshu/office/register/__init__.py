"""What the office knows of enterprises and others: facts with their source, imports, snapshots, runs."""
