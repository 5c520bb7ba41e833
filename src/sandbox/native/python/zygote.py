"""The zygote: preloads the library, forks a locked-down child for each connection, and kills those past a deadline.

Never reads what a run is asked to do: of a connection it takes only the header, the rest is the child's. The
launcher executes this text in a clean interpreter with `OPTIONS`, its own options and {packages, folders}, as a
global. Descriptors: 3 control, 4 listener.
"""
import gc
import os
import platform
import sys
import types

CONTROL_FD, LISTEN_FD = 3, 4
THREAD_STACK_BYTES = 2 << 20
# Each after the modules it imports; the first one loads the library before any of them does.
OWN_MODULES = (
    "modules values channel agent audit call script execute output serve syscalls seccomp landlock lockdown child supervisor "
    "selfcheck warmup"
).split()


def main(options):
    """Returns only in a run's process, with the run's start."""
    own = load_own_modules(options)
    control = own["channel"].Channel(CONTROL_FD)
    facts = {
        "python": platform.python_version(), "executable": sys.executable,
        "pid": os.getpid(), "machine": os.uname().machine, "landlock": own["landlock"].abi(),
        "bubblewrap": bool(options["bubblewrap"]),
    }
    lack = prepare(own, facts)
    if lack is not None:
        control.send({"t": "refused", **facts, **lack})
        return None
    lock = facts.pop("lock")
    supervisor = own["supervisor"].Supervisor(LISTEN_FD, control, CONTROL_FD, lock)
    control.send({"t": "ready", "threadsByKernel": lock.limits_threads, **facts})
    return supervisor.serve()


def load_own_modules(options):
    """By name; compiled under names that reveal nothing about the host's folders."""
    for name in OWN_MODULES:
        paths = [os.path.join(folder, name + ".py") for folder in options["folders"]]
        with open(next(path for path in paths if os.path.exists(path)), encoding="utf-8") as file:
            code = compile(file.read(), f"<{name}>", "exec")
        module = sys.modules[name] = types.ModuleType(name)
        exec(code, module.__dict__)
        if name == "modules":
            module.preload(options["packages"])
            module.run_prelude(options["prelude"])
    return {name: sys.modules[name] for name in OWN_MODULES}


def prepare(own, facts):
    """Prepares this process for forking; reports what the machine lacks, if anything."""
    if facts["landlock"] == 0 and not facts["bubblewrap"]:
        return {"lack": "no-landlock", "detail": f"Linux {os.uname().release}"}
    lockdown = own["lockdown"]
    lockdown.be_killed_first()
    try:
        lockdown.drop_privileges()
        lock = lockdown.LockDown()
    except (OSError, NotImplementedError) as error:
        return {"lack": "no-seccomp", "detail": str(error)}
    lockdown.die_with_parent()
    os.environ.clear()
    sys.argv[:] = ["workflow.py"]
    sys.orig_argv[:] = [sys.executable, "workflow.py"]
    sys.modules["threading"].stack_size(THREAD_STACK_BYTES)
    own["modules"].close_the_library(OWN_MODULES)
    leak = own["selfcheck"].find_leak(lock)
    if leak is not None:
        return {"lack": "no-seccomp", "detail": leak}
    own["warmup"].warm_up()
    gc.collect()
    gc.freeze()
    facts["lock"] = lock
    return None


def become(start):
    """Begins a run. Its frames begin here, so these globals and the main module's must hold nothing about the host."""
    begin, spaces = start.begin, (globals(), vars(sys.modules["__main__"]))
    for space in spaces:
        for name in [name for name in space if not name.startswith("__")]:
            del space[name]
    begin()


START = main(OPTIONS)  # noqa: F821
if START is not None:
    become(START)
