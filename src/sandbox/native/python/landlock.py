"""Landlock: a kernel access list without entries, so that no file can be reached (Linux 5.13 and newer)."""
import ctypes
import os
import struct

CREATE_RULESET, RESTRICT_SELF = 444, 446
VERSION_FLAG = 1
NETWORK_ABI, SCOPE_ABI = 4, 6
# Highest file right of each ABI: 1 has 13 of them, 2 adds refer, 3 truncate, 5 ioctl on devices.
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
BIND_AND_CONNECT_TCP = 0b11
ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

libc = ctypes.CDLL(None, use_errno=True)


def abi():
    """The kernel's Landlock version, 0 if none."""
    return max(0, libc.syscall(CREATE_RULESET, None, 0, VERSION_FLAG))


def create_ruleset():
    """A descriptor of a ruleset that denies all it can; None if the kernel has no Landlock.

    Made once, used by each run.
    """
    version = abi()
    if version == 0:
        return None
    attributes = struct.pack("<Q", (1 << FILE_RIGHTS[min(version, 5)]) - 1)
    if version >= NETWORK_ABI:
        attributes += struct.pack("<Q", BIND_AND_CONNECT_TCP)
    if version >= SCOPE_ABI:
        attributes += struct.pack("<Q", ABSTRACT_SOCKETS_AND_SIGNALS)
    ruleset = libc.syscall(CREATE_RULESET, attributes, len(attributes), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset: " + os.strerror(ctypes.get_errno()))
    return ruleset


def restrict(ruleset):
    """Applies the ruleset to this process permanently. Needs no_new_privs."""
    if ruleset is not None and libc.syscall(RESTRICT_SELF, ruleset, 0) != 0:
        raise OSError(ctypes.get_errno(), "landlock_restrict_self: " + os.strerror(ctypes.get_errno()))
