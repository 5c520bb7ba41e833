"""A small chat-completions server over transformers, for tests and tiny models."""
