"""The expression language: text -> tree -> value (OMG DMN 1.5, chapter 10). Knows nothing of policy or SQL."""
