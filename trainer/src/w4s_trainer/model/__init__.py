"""The language model: load it, adapt it, run it over a layout, score its answer tokens."""
