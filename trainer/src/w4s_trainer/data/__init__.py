"""Training rows: read, checked, tokenised, weighed."""
