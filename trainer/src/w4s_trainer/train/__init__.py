"""The optimisation: order of rows, steps, checkpoints, the loop."""
