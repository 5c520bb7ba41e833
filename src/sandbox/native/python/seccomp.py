"""A seccomp filter that allows the few system calls a computing Python needs and refuses all others.

The filter is a classic BPF program (linux/filter.h) over struct seccomp_data {nr, arch, ip, args[6]}.
A refused call fails with EPERM, so that Python raises PermissionError; a foreign ABI kills the process.
"""
import ctypes
import errno
import os
import struct

from syscalls import MACHINES

KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
LOAD, EQUAL, AT_LEAST, ANY_BIT, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
X32_BIT = 0x40000000
PR_SET_SECCOMP, MODE_FILTER = 22, 2
OWN_PID = 0xFACEF00D  # a stand-in that `install` replaces

PLAIN = (
    "read write readv writev poll ppoll select pselect6 futex epoll_wait epoll_pwait epoll_pwait2 epoll_ctl "
    "epoll_create1 eventfd2 close munmap mremap madvise brk rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack "
    "clock_gettime clock_getres clock_nanosleep nanosleep gettimeofday time times getrusage getpid gettid getuid "
    "geteuid getgid getegid getrandom sched_yield sched_getaffinity set_robust_list rseq restart_syscall exit "
    "exit_group lseek fstat alarm setitimer getitimer shutdown getsockname getpeername"
).split()

THREAD, THREAD_FLAGS = 0x00010000, 0x007D0F00
FUTEX_WITHOUT_PRIORITY = (0, 1, 3, 4, 5, 9, 10)
# Duplicating, and reading flags: F_SETFL would change a description that others may hold, F_SETOWN and F_SETSIG would
# send signals to other processes.
FCNTL_HARMLESS = (0, 1, 2, 3, 1030)
# MSG_PEEK, TRUNC, DONTWAIT, WAITALL, NOSIGNAL. No MSG_OOB: its small kernel code had more than one vulnerability.
SOCKET_FLAGS = 0x2 | 0x20 | 0x40 | 0x100 | 0x4000
# Only outsiders may send these, so that a run ended by one did not do it itself: SIGKILL and SIGTERM.
OUTSIDE_SIGNALS = (9, 15)
IOCTL_FIONBIO, IOCTL_FIOCLEX = 0x5421, 0x5451
SOCKET_TYPE_ERROR_PROTOCOL_DOMAIN = (3, 4, 38, 39)
PROT_EXEC, AF_UNIX, SOCK_STREAM, SOCK_TYPE_MASK, SOL_SOCKET = 4, 1, 1, 0xF, 1

libc = ctypes.CDLL(None, use_errno=True)


class Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def build(machine=None):
    """The filter's bytes for this machine; raises NotImplementedError for a machine without a table."""
    machine = machine or os.uname().machine
    if machine not in MACHINES:
        raise NotImplementedError(machine)
    audit_arch, numbers = MACHINES[machine]
    code = [_op(LOAD, 4), _op(EQUAL, audit_arch, 1, 0), _op(RETURN, KILL), _op(LOAD, 0)]
    code += [_op(AT_LEAST, X32_BIT, 0, 1), _op(RETURN, KILL)]
    conditional = _conditional()
    for name in PLAIN:
        if name in numbers and name not in conditional:
            code += [_op(EQUAL, numbers[name], 0, 1), _op(RETURN, ALLOW)]
    for name, block in conditional.items():
        code += [_op(EQUAL, numbers[name], 0, len(block)), *block]
    return b"".join(code + [_refuse()])


def install(filter_bytes):
    """Applies the filter to this process permanently. Needs no_new_privs."""
    own = filter_bytes.replace(struct.pack("<I", OWN_PID), struct.pack("<I", os.getpid()))
    program = Program(len(own) // 8, own)
    if libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp: " + os.strerror(ctypes.get_errno()))


def _conditional():
    """Calls allowed depending on their arguments; each block ends in a return."""
    return {
        "clone": _only_flags(0, THREAD_FLAGS) + _needs_bits(0, THREAD) + [_allow()],
        # glibc falls back to clone, whose flags a filter can see.
        "clone3": [_op(RETURN, ERRNO | errno.ENOSYS)],
        "tgkill": _must_be(0, OWN_PID) + _none_of(2, OUTSIDE_SIGNALS) + [_allow()],
        "mmap": _no_bits(2, PROT_EXEC) + [_allow()],
        "mprotect": _no_bits(2, PROT_EXEC) + [_allow()],
        "futex": _one_of(1, FUTEX_WITHOUT_PRIORITY, mask=0x7F),
        "fcntl": _one_of(1, FCNTL_HARMLESS),
        "ioctl": _one_of(1, (IOCTL_FIONBIO, IOCTL_FIOCLEX)),
        "socketpair": _must_be(0, AF_UNIX) + _must_be(1, SOCK_STREAM, mask=SOCK_TYPE_MASK) + [_allow()],
        "sendto": _only_flags(3, SOCKET_FLAGS) + _must_be_null(4) + [_allow()],
        "recvfrom": _only_flags(3, SOCKET_FLAGS) + [_allow()],
        "getsockopt": _must_be(1, SOL_SOCKET) + _one_of(2, SOCKET_TYPE_ERROR_PROTOCOL_DOMAIN),
        "prlimit64": _must_be(0, 0) + _must_be_null(2) + [_allow()],
    }


def _op(code, value, if_true=0, if_false=0):
    return struct.pack("<HBBI", code, if_true, if_false, value & 0xFFFFFFFF)


def _allow():
    return _op(RETURN, ALLOW)


def _refuse():
    return _op(RETURN, ERRNO | errno.EPERM)


def _argument(index, mask=None):
    """Loads the lower word, all the kernel reads of an int; both machines are little-endian."""
    load = [_op(LOAD, 16 + 8 * index)]
    return load if mask is None else load + [_op(AND, mask)]


def _must_be(index, value, mask=None):
    return [*_argument(index, mask), _op(EQUAL, value, 1, 0), _refuse()]


def _must_be_null(index):
    high = [_op(LOAD, 20 + 8 * index), _op(EQUAL, 0, 1, 0), _refuse()]
    return _must_be(index, 0) + high


def _one_of(index, values, mask=None):
    code = _argument(index, mask)
    for value in values:
        code += [_op(EQUAL, value, 0, 1), _allow()]
    return [*code, _refuse()]


def _none_of(index, values):
    code = _argument(index)
    for value in values:
        code += [_op(EQUAL, value, 0, 1), _refuse()]
    return code


def _no_bits(index, bits):
    return [*_argument(index), _op(ANY_BIT, bits, 0, 1), _refuse()]


def _needs_bits(index, bits):
    return [*_argument(index), _op(ANY_BIT, bits, 1, 0), _refuse()]


def _only_flags(index, allowed):
    return [*_argument(index), _op(ANY_BIT, ~allowed, 0, 1), _refuse()]
