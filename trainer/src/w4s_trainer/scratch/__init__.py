"""A base from nothing: a tokenizer learned from the rows, and a small llama with random weights."""
