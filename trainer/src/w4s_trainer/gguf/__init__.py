"""Conversion of a trained model to GGUF, for runtimes of the llama.cpp family."""
