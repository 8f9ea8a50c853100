"""The process that owns the database server of one home: `python -m arasta.local.keeper HOME [--fast]`.

It starts the server, starts it again when it dies, and stops it when the last user of the home is gone,
also when that one was killed. Users hold `run/users.lock` shared; who counts them holds `run/door.lock`.
Should the keeper be killed, the kernel tells the server to stop (on Linux), and `tend` or the next user
starts a new pair.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from arasta.local import binaries, cluster
from arasta.local.home import Home
from arasta.local.locks import FileLock
from arasta.local.logs import rotated
from arasta.local.signals import STOPPING, Inbox, inbox
from arasta.local.waiting import TooLong, wait_until

STOPS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
TICK = 0.25
FIRST_PAUSE = 0.1
LONGEST_PAUSE = 5.0
TRIES_BEFORE_FIRST_READY = 5
PR_SET_PDEATHSIG = 1
# Whoever looks whether a lock is free holds it for a moment.
LOOKERS_WITHIN = 0.5
STATUS_LINE = 7
NO_PROCESS = 2**31 - 1


class End(Enum):
    """How one run of the server ended."""

    ASKED = auto()
    DIED = auto()
    NEVER_READY = auto()


@dataclass(frozen=True, slots=True)
class Postmaster:
    """What a running server writes about itself."""

    pid: int
    is_ready: bool


def postmaster_of(data: Path) -> Postmaster | None:
    """Read who serves `data`; None if nobody does, also when a killed server left its file behind."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _serves(pid, data):
        return None
    return Postmaster(pid=pid, is_ready=[line.strip() for line in lines[STATUS_LINE:]] == ["ready"])


def stop_server(data: Path) -> None:
    """Stop whoever serves `data`: kindly, then at once (the next start then recovers), then by force."""
    for number, patience in STOPS:
        postmaster = postmaster_of(data)
        if postmaster is None:
            return
        with suppress(ProcessLookupError):
            os.kill(postmaster.pid, number)
        with suppress(TooLong):
            wait_until(lambda: postmaster_of(data) is None, seconds=patience, what="")


def keep(home: Home, *, fast: bool, box: Inbox) -> int:
    """Keep the server running until a signal or until nobody uses the home; return the exit code."""
    place = cluster.locate(home)
    stop_server(place.data)
    _forget_stranger(place.data)
    failures, was_ready = 0, False
    while True:
        end = _serve(place, home, fast=fast, box=box)
        if end is End.ASKED:
            return 0
        failures = 0 if end is End.DIED else failures + 1
        was_ready = was_ready or end is End.DIED
        if failures >= TRIES_BEFORE_FIRST_READY and not was_ready:
            return 1
        box.wait(min(FIRST_PAUSE * 2**failures, LONGEST_PAUSE))


def main(argv: list[str]) -> int:
    """Keep the server of the home named on the command line, unless another keeper does."""
    home = Home(Path(argv[1]))
    mine = FileLock(home.run / "keeper.lock")
    try:
        wait_until(mine.try_exclusive, seconds=LOOKERS_WITHIN, what="")
    except TooLong:
        return 0
    mine.sign()
    with inbox({*STOPPING, signal.SIGCHLD}) as box:
        return keep(home, fast="--fast" in argv, box=box)


def _serve(place: cluster.Cluster, home: Home, *, fast: bool, box: Inbox) -> End:
    """Run the server once, until it ends or has to."""
    with rotated(home.logs / "postgres.log").open("ab") as log:
        server = subprocess.Popen(  # noqa: S603 - our own program
            cluster.server_argv(place, fast=fast),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=place.folder,
            env=cluster.server_environment(),
            start_new_session=True,
            preexec_fn=_tie_to(os.getpid()),  # noqa: PLW1509 - the keeper has no threads
            **binaries.as_account(place.account),
        )
    was_ready = False
    while server.poll() is None:
        numbers, _ = box.wait(TICK)
        postmaster = postmaster_of(place.data)
        was_ready = was_ready or (postmaster is not None and postmaster.is_ready)
        if numbers & STOPPING or _is_deserted(home):
            _stop_child(server)
            return End.ASKED
    return End.DIED if was_ready else End.NEVER_READY


def _stop_child(server: subprocess.Popen[bytes]) -> None:
    for number, patience in STOPS:
        server.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(patience)
            return


def _is_deserted(home: Home) -> bool:
    """Tell whether nobody uses the home; then both locks stay ours, so that nobody enters while we close."""
    try:
        door, users = FileLock(home.run / "door.lock"), FileLock(home.run / "users.lock")
    except FileNotFoundError:  # the home itself was removed
        return True
    if door.try_exclusive() and users.try_exclusive():
        return True
    door.close()
    users.close()
    return False


def _tie_to(keeper: int) -> Callable[[], None]:
    """Make the kernel stop the server when the keeper dies, however it dies."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)

    def tie() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, signal.SIGINT)
        if os.getppid() != keeper:
            os._exit(1)

    return tie


def _serves(pid: int, data: Path) -> bool:
    """Tell whether `pid` is a server of `data`, and not another process that was given its number later."""
    try:
        os.kill(pid, 0)
        if not Path("/proc/self").exists():
            return True
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        return False


def _forget_stranger(data: Path) -> None:
    """Take a stranger's number out of a killed server's file.

    The file stays: it names the shared memory by which a new server sees whether old backends still write.
    """
    path = data / "postmaster.pid"
    with suppress(FileNotFoundError):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        if lines and postmaster_of(data) is None:
            path.write_text("".join([f"{NO_PROCESS}\n", *lines[1:]]), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv))
