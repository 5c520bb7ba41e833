"""Tries the lock-down before the first run. A sandbox that only assumes it is closed must not start."""
import os
import socket

import lockdown

CHECK_MEMORY_BYTES = 512 << 20


def find_leak(lock):
    """What a locked-down child could still do, or why the lock-down failed; None if everything is closed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        answer = b"the check itself failed"
        try:
            answer = _try_all(lock)
        finally:
            os.write(writer, answer)
            os._exit(0)
    os.close(writer)
    answer = os.read(reader, 4096).decode()
    os.close(reader)
    os.waitpid(child, 0)
    return answer or None


def _try_all(lock):
    try:
        lockdown.enter_own_namespace(lock)
        lock.enter(CHECK_MEMORY_BYTES, 1000)
    except OSError as error:
        return str(error).encode()
    for name, attempt in (
        ("open a file", lambda: os.open("/", os.O_RDONLY)),
        ("open a socket", lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM)),
        ("start a process", os.fork),
        ("send a signal", lambda: os.kill(os.getppid(), 0)),
    ):
        try:
            attempt()
        except OSError:
            continue
        return f"a locked-down process could {name}".encode()
    return b""
