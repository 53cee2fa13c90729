"""What happened, who did it, who saw personal data: written once, never changed, each record chained to the last."""
