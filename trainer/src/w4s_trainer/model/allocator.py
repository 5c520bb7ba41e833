"""How the C library hands memory out."""

from __future__ import annotations

import ctypes
import sys

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
