"""Memory in large pages."""

from __future__ import annotations

import os
from pathlib import Path

ENABLED = Path("/sys/kernel/mm/transparent_hugepage/enabled")
"""On request (``[madvise]``), as most distributions have it, or always, or never."""


def ask_for_large_pages() -> None:
    """Weights and caches in pages of 2 MB, where Linux gives them on request. To be called before torch is loaded.

    In pages of 4 kB, a virtual machine whose memory others use too spends most of a decoding step on looking up
    addresses. ``THP_MEM_ALLOC_ENABLE=0`` keeps the small ones.
    """
    if ENABLED.exists() and "[madvise]" in ENABLED.read_text():
        os.environ.setdefault("THP_MEM_ALLOC_ENABLE", "1")
