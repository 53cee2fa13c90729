"""Pages of accounts: one's own, the administrator's, the auditor's."""
