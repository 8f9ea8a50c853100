"""The web as the supervisor starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from arasta.local import services
from arasta.local.waiting import wait_until


def children(parent: int) -> set[int]:
    """Return the processes that a process started and that live."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, its_parent = path.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(its_parent) == parent and state != "Z":
            found.add(int(path.parent.name))
    return found


def test_a_web_worker_that_was_killed_does_not_take_the_others_along() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    service = services.web({**os.environ}, port=port)
    assert service.ready is not None
    with subprocess.Popen(service.argv, env=service.env, process_group=0) as web:
        try:
            wait_until(service.ready, seconds=30, what="The web does not answer.")
            wait_until(lambda: len(children(web.pid)) >= services.WEB_WORKERS, seconds=30, what="A worker is missing.")
            before = children(web.pid)
            victim = min(before)
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda: victim not in children(web.pid), seconds=10, what="The worker does not end.")
            wait_until(lambda: len(children(web.pid)) == len(before), seconds=10, what="No worker takes its place.")

            assert web.poll() is None
            assert before - {victim} <= children(web.pid)
            wait_until(service.ready, seconds=30, what="The web does not answer any more.")
        finally:
            os.killpg(web.pid, signal.SIGKILL)


def test_all_is_loaded_before_the_web_divides_itself_and_nothing_is_opened() -> None:
    """What workers share must not be a thread, a connection, or a source of ids that all of them repeat."""
    program = (
        "import os, threading\n"
        "from arasta.config import serving\n"
        "from arasta.kernel.ids import new_id\n"
        "open_sockets = [n for n in os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{n}')"
        " and os.readlink(f'/proc/self/fd/{n}').startswith('socket')]\n"
        "assert threading.active_count() == 1, threading.enumerate()\n"
        "assert not open_sockets, open_sockets\n"
        "new_id()\n"
        "reader, writer = os.pipe()\n"
        "for _ in range(2):\n"
        "    if os.fork() == 0:\n"
        "        os.write(writer, ' '.join(str(new_id()) for _ in range(50)).encode() + b' ')\n"
        "        os._exit(0)\n"
        "    os.wait()\n"
        "made = os.read(reader, 60_000).split()\n"
        "assert len(made) == len(set(made)) == 100, made\n"
    )
    child = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)

    assert child.returncode == 0, child.stderr
