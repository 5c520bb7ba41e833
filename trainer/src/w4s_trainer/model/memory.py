"""How much memory is free."""

from __future__ import annotations

import os

import torch


def free_bytes(device: torch.device) -> int:
    """Of the device, or on the CPU of the machine: what can be had without swapping."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    try:
        with open("/proc/meminfo") as facts:
            fields = dict(line.split(":", 1) for line in facts)
        return int(fields["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError):
        return all_bytes() // 2


def all_bytes() -> int:
    """Of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
