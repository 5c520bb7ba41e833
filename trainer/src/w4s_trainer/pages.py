"""Memory in large pages."""

from __future__ import annotations

import os
from pathlib import Path

ENABLED = Path("/sys/kernel/mm/transparent_hugepage/enabled")
"""The mode in brackets: on request is ``[madvise]``."""


def ask_for_large_pages() -> None:
    """Weights and caches in pages of 2 MB, where Linux gives them on request. To be called before torch is loaded.

    Their addresses take fewer lookups, which are slow in a virtual machine. ``THP_MEM_ALLOC_ENABLE=0`` keeps pages of
    4 kB.
    """
    if ENABLED.exists() and "[madvise]" in ENABLED.read_text():
        os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")
