"""Figures about data and speed: `inspect` and `bench`."""
