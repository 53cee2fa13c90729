"""Who people are, for whom they act, and what they may do."""
