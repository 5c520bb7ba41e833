"""How the C library hands memory out."""

from __future__ import annotations

import ctypes
import sys

import torch

from w4s_trainer.model.memory import all_bytes, free_bytes

TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8
"""Parameters of glibc's `mallopt`."""
LARGEST = 2**30
NEVER = 2**31 - 1


def keep_freed_memory() -> None:
    """One layer's results for a prompt are tens of megabytes, and the logits of a training step hundreds. glibc maps
    and unmaps them each time: the page faults may cost half as much as the arithmetic. This keeps and reuses the
    pages. For Linux; elsewhere nothing happens.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(MMAP_THRESHOLD, LARGEST)
        mallopt(TRIM_THRESHOLD, NEVER)
        mallopt(ARENA_MAX, 1)  # other threads would get their own arenas, which hold nothing large


def return_freed_memory(least: float = 0.25) -> None:
    """Gives kept pages back if less than this part of the machine's memory is free: steps of other lengths need other
    pieces, and what lies between them would add up until the system kills the process. The next step faults anew.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None and free_bytes(torch.device("cpu")) < least * all_bytes():
        trim(0)
