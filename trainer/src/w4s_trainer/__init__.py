"""Reward-weighted regression (RLAO) of a meta-agent on stored trajectories."""

__version__ = "0.1.0"
