"""Look at this machine and say what keeps Arasta from running well, with the fix for each."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from arasta.local import cluster, ports, postgres
from arasta.local.account import choose_account, may_enter
from arasta.local.binaries import OLDEST, postgres_binaries, version_of
from arasta.local.faults import Fault
from arasta.local.home import Home
from arasta.local.words import say

OLDEST_PYTHON = (3, 11)
ENOUGH_DISK = 1_000_000_000
ENOUGH_MEMORY = 700_000_000
CLOCK_TOLERANCE = 5
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@dataclass(frozen=True, slots=True)
class Finding:
    """What was seen of one thing. `is_needed` is false where only tests or comfort depend on it."""

    check: str
    ok: bool
    detail: str
    fix: str = ""
    is_needed: bool = True


def diagnose(
    home: Home,
    *,
    port: int = 8500,
    pending_migrations: Callable[[str], Sequence[str]] | None = None,
) -> list[Finding]:
    """Look at everything and change nothing.

    `pending_migrations` gets the address of a database that answers and names what is not applied to it; it
    may import what it likes, since it is called only then.
    """
    findings = [
        python_version(sys.version_info[:2]),
        virtual_environment(),
        text_encoding(),
        home_folder(home),
        disk_space(home),
        memory(),
        free_port(port),
        clock(),
        browser(),
    ]
    url = postgres.external_url()
    findings += [outside_database(url)] if url else [database_programs(home), database_server(home)]
    if url is None and findings[-1].ok and postgres.is_running(home):
        url = postgres.database_url(home)
    if url and findings[-1].ok:
        findings.append(database_clock(url))
        if pending_migrations:
            findings.append(migrations(url, pending_migrations))
    return findings


def python_version(version: tuple[int, ...]) -> Finding:
    wanted = ".".join(map(str, OLDEST_PYTHON))
    return Finding(
        check=say("Python"),
        ok=version >= OLDEST_PYTHON,
        detail=".".join(map(str, version)),
        fix=say("Install Python {wanted} or newer and run `make setup`.", wanted=wanted),
    )


def virtual_environment() -> Finding:
    return Finding(
        check=say("Virtual environment"),
        ok=sys.prefix != sys.base_prefix,
        detail=sys.prefix,
        fix=say("Run `make setup`, then use .venv/bin/arasta."),
    )


def text_encoding() -> Finding:
    names = {sys.getfilesystemencoding().lower(), (sys.stdout.encoding or "utf-8").lower()}
    return Finding(
        check=say("Text encoding"),
        ok=names == {"utf-8"},
        detail=", ".join(sorted(names)),
        fix=say("Set LC_ALL=C.UTF-8 (or PYTHONUTF8=1) before you start Arasta."),
    )


def home_folder(home: Home) -> Finding:
    """Look whether the home can be written, by writing to it."""
    try:
        with tempfile.TemporaryFile(dir=home.root) as file:
            file.write(b"arasta")
            file.flush()
        error = ""
    except OSError as caught:
        error = f": {caught.strerror}"
    return Finding(
        check=say("Home folder"),
        ok=not error,
        detail=f"{home.root}{error}",
        fix=say("Choose another one with --home or ARASTA_HOME, or make this one writable for you."),
    )


def disk_space(home: Home) -> Finding:
    free = shutil.disk_usage(home.root).free
    return Finding(
        check=say("Disk space"),
        ok=free >= ENOUGH_DISK,
        detail=say("{free} GB free", free=f"{free / 1e9:.1f}"),
        fix=say("Free at least 1 GB on the disk of {path}.", path=home.root),
    )


def memory(source: Path = Path("/proc/meminfo")) -> Finding:
    """Look at the memory that is available; a machine that does not tell is taken to have enough."""
    check, fix = say("Memory"), say("Close other programs: the demo wants about 700 MB.")
    try:
        lines = dict(line.split(":", 1) for line in source.read_text(encoding="ascii").splitlines())
        available = int(lines["MemAvailable"].split()[0]) * 1024
    except (OSError, KeyError, ValueError):
        return Finding(check=check, ok=True, detail=say("unknown"), fix=fix)
    detail = say("{free} GB free", free=f"{available / 1e9:.1f}")
    return Finding(check=check, ok=available >= ENOUGH_MEMORY, detail=detail, fix=fix)


def free_port(port: int) -> Finding:
    ok = ports.is_free(port)
    detail = say("{port} is free", port=port) if ok else say("{port} is in use", port=port)
    return Finding(check=say("Port"), ok=ok, detail=detail, fix=ports.another_port(port))


def clock(now: Callable[[], float] = time.time) -> Finding:
    """Look whether the clock stands before the day this program was installed."""
    installed = Path(__file__).stat().st_mtime
    moment = now()
    return Finding(
        check=say("Clock"),
        ok=moment >= installed - 86_400,
        detail=time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(moment)),
        fix=say("Set the clock: timedatectl set-ntp true"),
    )


def browser() -> Finding:
    found = next((path for name in CHROMIUMS if (path := shutil.which(name))), None)
    return Finding(
        check=say("Chromium (for tests only)"),
        ok=found is not None,
        detail=found or say("not found"),
        fix=say("Install it: apt-get install chromium"),
        is_needed=False,
    )


def database_programs(home: Home) -> Finding:
    """Look whether the programs of the embedded server run under the account that will run them."""
    check = say("Embedded PostgreSQL")
    try:
        account = choose_account(home.postgres / "data")
        binaries = postgres_binaries()
        # Programs out of the account's reach are copied for it at the first start; until then we run them.
        major = version_of(binaries, account if may_enter(binaries, account) else None)
    except Fault as fault:
        return Finding(check=check, ok=False, detail=fault.detail, fix=fault.fix)
    return Finding(
        check=check,
        ok=major >= OLDEST,
        detail=say("{major} from {path} as {account}", major=major, path=binaries, account=account.name),
        fix=say(
            "Set DATABASE_URL to PostgreSQL {oldest} or newer, or ARASTA_PG_BIN to other programs.",
            oldest=OLDEST,
        ),
    )


def database_server(home: Home) -> Finding:
    check = say("Database")
    try:
        folder = cluster.data_folder(home)
    except Fault as fault:
        return Finding(check=check, ok=False, detail=fault.detail, fix=fault.fix)
    if postgres.is_running(home):
        detail = say("running, in {path}", path=folder)
    elif folder.exists():
        detail = say("not running now, in {path}", path=folder)
    else:
        detail = say("made at the first start, in {path}", path=folder)
    return Finding(check=check, ok=True, detail=detail)


def outside_database(url: str) -> Finding:
    check = say("Database")
    try:
        major = postgres.check_server(url)
    except Fault as fault:
        return Finding(check=check, ok=False, detail=fault.detail, fix=fault.fix)
    return Finding(check=check, ok=True, detail=say("PostgreSQL {major}, by DATABASE_URL", major=major))


def database_clock(url: str) -> Finding:
    """Compare the database's clock, by which reservations expire, with this machine's."""
    import psycopg

    with psycopg.connect(url, connect_timeout=postgres.CONNECT_WITHIN) as connection:
        row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::bigint").fetchone()
    apart = abs(int(row[0]) - int(time.time())) if row else 0
    return Finding(
        check=say("Database clock"),
        ok=apart <= CLOCK_TOLERANCE,
        detail=say("{seconds} s apart from this machine's", seconds=apart),
        fix=say("Let both machines take their time from the same source (NTP)."),
    )


def migrations(url: str, pending: Callable[[str], Sequence[str]]) -> Finding:
    names = list(pending(url))
    return Finding(
        check=say("Migrations"),
        ok=not names,
        detail=", ".join(names[:5]) if names else say("all applied"),
        fix=say("Run `make migrate`."),
    )
