"""The database of a home: an embedded PostgreSQL, or the one that `DATABASE_URL` names."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from arasta.local import cluster
from arasta.local.binaries import OLDEST
from arasta.local.faults import Fault
from arasta.local.home import Home, open_home
from arasta.local.keeper import postmaster_of, stop_server
from arasta.local.locks import FileLock, exclusive, holder_of
from arasta.local.logs import last_lines
from arasta.local.waiting import TooLong, wait_until
from arasta.local.words import say

READY_WITHIN = 180.0
STOPPED_WITHIN = 60.0
CONNECT_WITHIN = 10
LISTENS_WITHIN = 1.0

# The keepers that this process started, so that each is reaped when it ends.
_keepers: dict[Path, subprocess.Popen[bytes]] = {}


def external_url() -> str | None:
    """Return the address in `DATABASE_URL`, if the owner brings a server of their own."""
    return os.environ.get("DATABASE_URL") or None


def database_url(home: Home) -> str:
    """Return the address of the database of `home`."""
    folder = quote(str(cluster.socket_folder(home)), safe="/")
    password = quote(home.secrets.database_password, safe="")
    who = f"{cluster.ROLE}:{password}"
    return external_url() or f"postgresql://{who}@/{cluster.ROLE}?host={folder}&port={cluster.PORT}"


@contextmanager
def running(home: Home, *, fast: bool = False) -> Iterator[str]:
    """Keep the database of `home` running until the end of the block and yield its address.

    Many processes may use one home: the first one starts the server and the last one stops it, also if it is
    killed. `fast` gives up durability, for tests. Raises Fault if no usable server can be had.
    """
    url = external_url()
    if url:
        check_server(url)
        yield url
        return
    users = _enter(home, fast=fast)
    try:
        yield database_url(home)
    finally:
        _leave(home, users)


@contextmanager
def throwaway() -> Iterator[str]:
    """Yield the address of a fast server that is gone with its data at the end of the block. For tests."""
    folder = Path(tempfile.mkdtemp(prefix="arasta-"))
    try:
        if os.geteuid() == 0:
            folder.chmod(0o711)
        with running(open_home(folder / "home"), fast=True) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tend(home: Home, *, fast: bool = False) -> None:
    """Start the keeper of a home in use again if it was killed. Cheap; waits for nothing."""
    if external_url() or holder_of(home.run / "keeper.lock"):
        return
    with suppress(TooLong), _door(home, seconds=0):
        _start_keeper(home, fast=fast)


def is_running(home: Home) -> bool:
    """Tell whether the embedded server of `home` takes connections."""
    postmaster = postmaster_of(cluster.data_folder(home))
    return postmaster is not None and postmaster.is_ready and _is_open(home)


def _is_open(home: Home) -> bool:
    """Tell whether somebody listens: who was just killed is still there for a moment, and its file says "ready"."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(LISTENS_WITHIN)
        try:
            line.connect(str(cluster.socket_folder(home) / f".s.PGSQL.{cluster.PORT}"))
        except OSError:
            return False
    return True


def check_server(url: str) -> int:
    """Return the major version of the server at `url`; raises Fault if it cannot be reached or is too old."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=CONNECT_WITHIN) as connection:
            major = connection.info.server_version // 10_000
    except psycopg.Error as error:
        raise Fault(
            say("The database in DATABASE_URL cannot be reached: {error}.", error=_first_line(error)),
            say("Check its address, user and password, or unset DATABASE_URL to use the embedded one."),
        ) from error
    if major < OLDEST:
        raise Fault(
            say("The database in DATABASE_URL is PostgreSQL {major}, which is too old.", major=major),
            say("Set DATABASE_URL to PostgreSQL {oldest} or newer, or unset it.", oldest=OLDEST),
        )
    return major


def went_away(error: Exception) -> Fault:
    """Say that the database left in the middle of what a command did."""
    return Fault(
        say("The database went away: {error}.", error=_first_line(error)),
        say("Run the command again once `arasta doctor` finds nothing wrong; an import takes nothing in twice."),
    )


def _enter(home: Home, *, fast: bool) -> FileLock:
    """Become a user of the home's server, and start it if we are the first."""
    with _door(home, seconds=READY_WITHIN):
        users = FileLock(home.run / "users.lock")
        try:
            wait_until(users.try_shared, seconds=STOPPED_WITHIN, what=say("The database server does not stop."))
            _see_it_serve(home, fast=fast)
        except BaseException:
            users.close()
            raise
        return users


def _leave(home: Home, users: FileLock) -> None:
    """Stop being a user; the last one stops the server and waits for its end."""
    try:
        with _door(home, seconds=STOPPED_WITHIN):
            if users.try_exclusive():
                _stop_keeper(home)
    except FileNotFoundError:  # the home was removed while we used it; its keeper sees that too
        return
    finally:
        users.close()


def _door(home: Home, *, seconds: float) -> AbstractContextManager[FileLock]:
    what = say("Another process is starting or stopping the database server of {path}.", path=home.root)
    return exclusive(home.run / "door.lock", seconds=seconds, what=what)


def _see_it_serve(home: Home, *, fast: bool) -> None:
    """Wait until the server is ready; start its keeper if there is none. Raises Fault."""
    keeper = None
    if not _has_keeper(home):
        stop_server(cluster.data_folder(home))  # what a killed keeper left would be taken for the server of the next
        keeper = _start_keeper(home, fast=fast)
    _wait_for(home, lambda: keeper.poll() is not None if keeper else not _has_keeper(home))
    if not is_running(home):
        if keeper:
            raise Fault(
                say("The database server does not start: {error}.", error=_last_error(home)),
                say("See {path} and run `arasta doctor`.", path=home.logs / "postgres.log"),
            )
        _see_it_serve(home, fast=fast)  # the other was dying when we looked: who is killed keeps a lock for a moment


def _wait_for(home: Home, is_over: Callable[[], bool]) -> None:
    """Wait until the server is ready, or nobody is left who would make it ready."""
    what = say("The database server was not ready in time; see {path}.", path=home.logs / "postgres.log")
    wait_until(lambda: is_running(home) or is_over(), seconds=READY_WITHIN, what=what)


def _has_keeper(home: Home) -> bool:
    return holder_of(home.run / "keeper.lock") is not None


def _start_keeper(home: Home, *, fast: bool) -> subprocess.Popen[bytes]:
    cluster.prepare(home, fast=fast)
    argv = [sys.executable, "-m", "arasta.local.keeper", str(home.root), *(["--fast"] if fast else [])]
    with (home.logs / "postgres.log").open("ab") as log:
        keeper = subprocess.Popen(  # noqa: S603 - our own program
            argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", start_new_session=True
        )
    _keepers[home.root] = keeper
    return keeper


def _stop_keeper(home: Home) -> None:
    holder = holder_of(home.run / "keeper.lock")
    if holder and holder.pid:
        with suppress(ProcessLookupError):
            os.kill(holder.pid, signal.SIGTERM)
    data = cluster.data_folder(home)
    wait_until(
        lambda: not _has_keeper(home) and postmaster_of(data) is None,
        seconds=STOPPED_WITHIN,
        what=say("The database server does not stop."),
    )
    keeper = _keepers.pop(home.root, None)
    if keeper:
        keeper.wait(STOPPED_WITHIN)


def _last_error(home: Home) -> str:
    lines = last_lines(home.logs / "postgres.log", 20)
    worst = [line for line in lines if "FATAL" in line or "PANIC" in line or "Fault" in line]
    return (worst or lines or ["?"])[-1]


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
