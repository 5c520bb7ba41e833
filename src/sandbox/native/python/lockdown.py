"""Removes everything from a process that it does not need for computing, irreversibly."""
import ctypes
import os
import resource
import signal

import landlock
import seccomp

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
CLONE_NEWUSER = 0x10000000
CAPABILITY_VERSION_3 = 0x20080522
MAX_THREADS = 256
OPEN_FILES = 32
NOBODY = 65534

libc = ctypes.CDLL(None, use_errno=True)


class LockDown:
    """The parts prepared once for all runs."""

    def __init__(self):
        self.filter = seccomp.build()
        self.landlock_abi = landlock.abi()
        self.ruleset = landlock.create_ruleset()
        self.limits_threads = counts_by_namespace()

    def enter(self, memory_bytes, cpu_ms):
        """For the child: limits first, then Landlock, then the filter that forbids changing either."""
        seconds = cpu_ms // 1000 + 2
        for kind, limit in (
            (resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0), (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0),
        ):
            lower_limit(kind, limit)
        if self.limits_threads:
            lower_limit(resource.RLIMIT_NPROC, MAX_THREADS)
        landlock.restrict(self.ruleset)
        if self.ruleset is not None:
            os.close(self.ruleset)
        lower_limit(resource.RLIMIT_NOFILE, OPEN_FILES)
        seccomp.install(self.filter)


def counts_by_namespace():
    """Whether the kernel counts a user namespace's threads separately (Linux 5.14 and newer, if namespaces are allowed,
    and for any user but root): in its own namespace, a process limited to one child gets one, and no second."""
    child = os.fork()
    if child == 0:
        answer = 1
        try:
            unshare_user()
            resource.setrlimit(resource.RLIMIT_NPROC, (2, 2))
            answer = 0 if try_fork() and not try_fork() else 1
        finally:
            os._exit(answer)
    return os.waitpid(child, 0)[1] == 0


def try_fork():
    """Whether a child could be forked. It ends at once but still counts, since nobody reaps it."""
    try:
        if os.fork() == 0:
            os._exit(0)
    except OSError:
        return False
    return True


def enter_own_namespace(lock):
    """Puts a run into its own user namespace, where the process limit counts only its threads."""
    if lock.limits_threads:
        unshare_user()


def unshare_user():
    if libc.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare: " + os.strerror(ctypes.get_errno()))
    # The creator of a namespace has every right in it, and needs none.
    if libc.capset((ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()) != 0:
        raise OSError(ctypes.get_errno(), "capset: " + os.strerror(ctypes.get_errno()))


def lower_limit(kind, limit):
    hard = resource.getrlimit(kind)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (limit, limit))


def drop_privileges():
    """For the zygote: never gain privileges; root becomes nobody if the machine allows it."""
    if os.getuid() == 0:
        try:
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
        except OSError:  # a user namespace without that id: bubblewrap has dropped the capabilities already
            pass
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")


def die_with_parent():
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def be_killed_first():
    """If memory runs out, a run should be killed, not the program that asked for it."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("500")
    except OSError:
        pass
