"""A chat-completions server that batches continuously, with many adapters on one base."""
