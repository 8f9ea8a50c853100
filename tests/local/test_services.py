"""The web as the supervisor starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
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
