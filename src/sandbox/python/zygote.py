"""The zygote: has the library loaded, forks a locked-down child for each connection, and kills those past their deadline.

Never reads what a run is asked to do: of a connection it takes only the header, the rest is the child's.
Arguments: the socket's folder and the launcher's options, both only repeated to the host. Descriptors: 3 control, 4 listener.
"""
import gc
import json
import os
import platform
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import modules  # noqa: E402

OPTIONS = json.loads(sys.argv[2])
modules.preload(OPTIONS["packages"])

import landlock  # noqa: E402
import lockdown  # noqa: E402
import threading  # noqa: E402
from channel import Channel  # noqa: E402
from selfcheck import find_leak  # noqa: E402
from supervisor import Supervisor  # noqa: E402
from warmup import warm_up  # noqa: E402

CONTROL_FD, LISTEN_FD = 3, 4
THREAD_STACK_BYTES = 2 << 20
OWN_MODULES = ("agent audit channel child execute landlock lockdown modules output seccomp selfcheck supervisor syscalls "
               "values warmup").split()


def main():
    directory = sys.argv[1]
    control = Channel(CONTROL_FD)
    facts = {
        "directory": directory, "python": platform.python_version(), "executable": sys.executable,
        "pid": os.getpid(), "machine": os.uname().machine, "landlock": landlock.abi(), "bubblewrap": bool(OPTIONS["bubblewrap"]),
    }
    lack = prepare(facts)
    if lack is not None:
        control.send({"t": "refused", **facts, **lack})
        return
    supervisor = Supervisor(LISTEN_FD, control, CONTROL_FD, facts.pop("lock"))
    control.send({"t": "ready", **facts})
    supervisor.serve()


def prepare(facts):
    """Makes this process ready to fork; says what the machine lacks, if anything."""
    if facts["landlock"] == 0 and not facts["bubblewrap"]:
        return {"lack": "no-landlock", "detail": f"Linux {os.uname().release}"}
    lockdown.be_killed_first()
    try:
        lockdown.drop_privileges()
        lock = lockdown.LockDown()
    except (OSError, NotImplementedError) as error:
        return {"lack": "no-seccomp", "detail": str(error)}
    lockdown.die_with_parent()
    os.environ.clear()
    sys.argv[:] = ["workflow.py"]
    threading.stack_size(THREAD_STACK_BYTES)
    modules.close_the_library(OWN_MODULES)
    leak = find_leak(lock)
    if leak is not None:
        return {"lack": "no-seccomp", "detail": leak}
    warm_up()
    gc.collect()
    gc.freeze()
    facts["lock"] = lock
    return None


main()
