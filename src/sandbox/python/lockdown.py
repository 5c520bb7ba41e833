"""Takes from a process everything that it does not need for computing. There is no way back."""
import ctypes
import os
import resource
import signal

import landlock
import seccomp

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
OPEN_FILES = 32
NOBODY = 65534

libc = ctypes.CDLL(None, use_errno=True)


class LockDown:
    """What can be prepared once for all runs."""

    def __init__(self):
        self.filter = seccomp.build()
        self.landlock_abi = landlock.abi()
        self.ruleset = landlock.create_ruleset()

    def enter(self, memory_bytes, cpu_ms):
        """For the child: limits first, then Landlock, then the filter that forbids changing either."""
        seconds = cpu_ms // 1000 + 2
        for kind, limit in (
            (resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0), (resource.RLIMIT_MEMLOCK, 0), (resource.RLIMIT_MSGQUEUE, 0),
        ):
            lower_limit(kind, limit)
        landlock.restrict(self.ruleset)
        if self.ruleset is not None:
            os.close(self.ruleset)
        lower_limit(resource.RLIMIT_NOFILE, OPEN_FILES)
        seccomp.install(self.filter)


def lower_limit(kind, limit):
    hard = resource.getrlimit(kind)[1]
    limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(kind, (limit, limit))


def drop_privileges():
    """For the zygote: no gain of rights ever; root becomes nobody where the machine lets it."""
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
    """Where memory runs out, a run should go and not the program that asked for it."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("500")
    except OSError:
        pass
