"""The files of one embedded database server: where they lie, how they are made, how they are set."""

import hashlib
import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import rmtree

from arasta.local.account import Account, choose_account, may_enter
from arasta.local.binaries import SHARED, as_account, binaries_for, shared_folder, version_of
from arasta.local.faults import Fault
from arasta.local.home import Home, Secrets
from arasta.local.words import say

PORT = 5432
LONGEST_SOCKET_PATH = 107
MADE_WITHIN = 300
NOTE = "postgres-folder"
ROLE = "arasta"
ADMIN = "postgres"
BUILTIN_LOCALE_SINCE = 17
# Only a superuser may add these; made in the template, every database (the tests' too) is born with them.
UNTRUSTED_EXTENSIONS = ("pg_stat_statements", "cube", "earthdistance", "vector")
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "64MB",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "10min",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "log_line_prefix": "%m [%p] ",
    "log_lock_waits": "on",
    "cluster_name": "arasta",
}
# For tests: what a power cut would lose, never what a killed process would.
FAST_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "5min",
}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One server's folder, programs and account."""

    folder: Path
    socket: Path
    binaries: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"


def locate(home: Home) -> Cluster:
    """Find (or choose) where the server of `home` keeps its files."""
    folder = _folder_of(home)
    account = choose_account(folder / "data")
    return Cluster(folder=folder, socket=socket_folder(home), binaries=binaries_for(account), account=account)


def socket_folder(home: Home) -> Path:
    """Name the folder of the server's socket; a short one if the path is longer than the kernel takes."""
    inside = _folder_of(home) / "socket"
    if len(os.fsencode(inside / f".s.PGSQL.{PORT}.lock")) <= LONGEST_SOCKET_PATH:
        return inside
    return Path("/tmp") / f"arasta-{_mark(home.root)}"  # noqa: S108 - private: see _own_folder


def data_folder(home: Home) -> Path:
    """Name the folder of the database files of `home`."""
    return _folder_of(home) / "data"


def prepare(home: Home, *, fast: bool) -> Cluster:
    """Make the server's files if there are none yet, and check those there are."""
    cluster = locate(home)
    _settle(home, cluster.folder)
    for folder in (cluster.folder, cluster.socket):
        _own_folder(folder, cluster.account)
    if (cluster.data / "PG_VERSION").exists():
        _check_version(cluster)
    else:
        _create(cluster, home.secrets, fast=fast)
    return cluster


def server_argv(cluster: Cluster, *, fast: bool) -> list[str]:
    """Give the command line of the server with all its settings, so that an upgrade rewrites no file."""
    settings = SETTINGS | {"unix_socket_directories": str(cluster.socket)} | (FAST_SETTINGS if fast else {})
    if (_libraries(cluster) / "pg_stat_statements.so").exists():
        settings["shared_preload_libraries"] = "pg_stat_statements"
    pairs = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(cluster.binaries / "postgres"), "-D", str(cluster.data), *pairs]


def server_environment() -> dict[str, str]:
    """Give the server a bare environment: nothing of ours, nothing of the user's."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _folder_of(home: Home) -> Path:
    """Name the folder of the server's files: in the home, or outside if its account cannot enter the home."""
    note = home.root / NOTE
    if (home.postgres / "data").exists():
        return home.postgres
    if note.exists():
        return _elsewhere(home, Path(note.read_text(encoding="utf-8").strip()))
    if os.geteuid() != 0 or may_enter(home.root, choose_account(home.postgres / "data")):
        return home.postgres
    mark = _mark(home.root)
    # A name that is taken belongs to a removed home of this path: its data stays for whoever wants it back.
    names = (mark if number == 1 else f"{mark}-{number}" for number in count(1))
    return next(SHARED / name / "postgres" for name in names if not (SHARED / name).exists())


def _settle(home: Home, folder: Path) -> None:
    """Note in the home where its database lies, if that is outside of it."""
    if folder == home.postgres or (home.root / NOTE).exists():
        return
    try:
        shared_folder()
        folder.parent.mkdir()
        folder.parent.chmod(0o711)
        (folder.parent / "home").write_text(str(home.root), encoding="utf-8")
        (home.root / NOTE).write_text(str(folder), encoding="utf-8")
    except OSError as error:
        raise Fault(
            say("The account of the database server cannot enter {path}.", path=home.root),
            say("Choose a home that every account may enter: --home /srv/arasta, or run as an ordinary user."),
        ) from error


def _elsewhere(home: Home, folder: Path) -> Path:
    """Check that the noted folder is this home's: a copied home must not open the first one's database."""
    marker = folder.parent / "home"
    owner = Path(marker.read_text(encoding="utf-8")) if marker.exists() else home.root
    if owner == home.root:
        return folder
    if not owner.exists():
        marker.write_text(str(home.root), encoding="utf-8")
        return folder
    raise Fault(
        say("The database that {path} uses belongs to the home {owner}.", path=home.root, owner=owner),
        say("Remove the file postgres-folder from the copied home: it then gets a database of its own."),
    )


def _own_folder(folder: Path, account: Account) -> None:
    """Make a private folder of the server's account, and refuse one that somebody else put there."""
    try:
        folder.mkdir(mode=0o700)
        if account.switch:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        status = folder.lstat()
        if folder.is_symlink() or status.st_uid not in (account.uid, 0):
            raise Fault(
                say("The folder {path} belongs to somebody else.", path=folder),
                say("Remove it, or choose another home."),
            ) from None
        if account.switch and status.st_uid != account.uid:  # a start that ended between the two lines above
            os.chown(folder, account.uid, account.gid)
    except OSError as error:
        raise Fault(
            say("The folder {path} cannot be made: {error}.", path=folder, error=error.strerror),
            say("Free space or choose another home."),
        ) from error


def _create(cluster: Cluster, secrets: Secrets, *, fast: bool) -> None:
    """Make a new cluster beside its final place, so that a start cut short leaves no half of one."""
    draft = cluster.folder / "data.new"
    password_file = cluster.folder / "password"
    rmtree(draft, ignore_errors=True)
    try:
        password_file.write_text(secrets.database_admin_password, encoding="utf-8")
        password_file.chmod(0o600)
        if cluster.account.switch:
            os.chown(password_file, cluster.account.uid, cluster.account.gid)
        _run(cluster, _initdb_argv(cluster, draft, password_file, fast=fast))
    finally:
        with suppress(FileNotFoundError):
            password_file.unlink()
    single = [str(cluster.binaries / "postgres"), "--single", "-D", str(draft), "-c", "exit_on_error=true"]
    statements = _birth_statements(cluster, secrets.database_password)
    _run(cluster, [*single, *(["-F"] if fast else []), "template1"], text="\n".join(statements) + "\n")
    draft.rename(cluster.data)


def _initdb_argv(cluster: Cluster, data: Path, password_file: Path, *, fast: bool) -> list[str]:
    builtin = version_of(cluster.binaries, cluster.account) >= BUILTIN_LOCALE_SINCE
    provider = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return [
        str(cluster.binaries / "initdb"),
        f"--pgdata={data}",
        f"--username={ADMIN}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--data-checksums",
        *(provider if builtin else ["--locale=C.UTF-8"]),
        *(["--no-sync"] if fast else []),
    ]


def _birth_statements(cluster: Cluster, password: str) -> list[str]:
    shipped = [name for name in UNTRUSTED_EXTENSIONS if (_extensions(cluster) / f"{name}.control").exists()]
    return [
        *(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in shipped),
        f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}';",
        f"GRANT pg_monitor TO {ROLE};",
        f"CREATE DATABASE {ROLE} OWNER {ROLE};",
    ]


def _check_version(cluster: Cluster) -> None:
    made_by = int((cluster.data / "PG_VERSION").read_text(encoding="ascii").strip())
    here = version_of(cluster.binaries, cluster.account)
    if made_by != here:
        raise Fault(
            say(
                "The database was made by PostgreSQL {old}, the programs here are {new}.",
                old=made_by,
                new=here,
            ),
            say("Let ARASTA_PG_BIN name PostgreSQL {old}, or move the data by dump and restore.", old=made_by),
        )


def _run(cluster: Cluster, argv: list[str], *, text: str = "") -> None:
    done = subprocess.run(  # noqa: S603 - our own programs
        argv,
        input=text,
        capture_output=True,
        text=True,
        timeout=MADE_WITHIN,
        cwd=cluster.folder,
        env=server_environment(),
        check=False,
        **as_account(cluster.account),
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Fault(
            say("The database could not be made: {error}.", error=" ".join(last) or done.returncode),
            say("See `arasta doctor` for disk space and memory; nothing half-made was kept."),
        )


def _libraries(cluster: Cluster) -> Path:
    inside = cluster.binaries.parent / "lib"
    nested = inside / "postgresql"
    return nested if nested.exists() else inside


def _extensions(cluster: Cluster) -> Path:
    share = cluster.binaries.parent / "share"
    if not share.exists():  # Debian keeps them apart: /usr/lib/postgresql/15/bin, /usr/share/postgresql/15
        share = Path("/usr/share/postgresql") / cluster.binaries.parent.name
    nested = share / "postgresql"
    return (nested if nested.exists() else share) / "extension"


def _mark(root: Path) -> str:
    return hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
