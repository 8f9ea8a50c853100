"""The home folder of one installation, and the secrets it was born with."""

import base64
import json
import os
import secrets as entropy
from dataclasses import asdict, dataclass, field
from pathlib import Path

from arasta.local.faults import Fault
from arasta.local.words import say


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must never be printed or committed; made once per home.

    `field_keys` are Fernet keys, the newest first: the first one encrypts, all of them decrypt.
    """

    secret_key: str = field(repr=False)
    field_keys: tuple[str, ...] = field(repr=False)
    database_password: str = field(repr=False)
    database_admin_password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds all that one installation keeps."""

    root: Path

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def run(self) -> Path:
        return self.root / "run"

    @property
    def media(self) -> Path:
        return self.root / "media"

    @property
    def postgres(self) -> Path:
        return self.root / "postgres"

    @property
    def secrets(self) -> Secrets:
        """Read the secrets of this home; the first call makes them."""
        path = self.root / "secrets.json"
        if not path.exists():
            _write_once(path, json.dumps(asdict(_new_secrets()), indent=2))
        return _read_secrets(path)


def default_root() -> Path:
    """Name the home: `ARASTA_HOME`, else `.arasta` in the checkout we stand in, else `~/.arasta`."""
    named = os.environ.get("ARASTA_HOME")
    if named:
        return Path(named).expanduser()
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "src" / "arasta" / "__init__.py").exists() and (folder / "pyproject.toml").exists():
            return folder / ".arasta"
    return Path.home() / ".arasta"


def open_home(path: Path | str | None = None) -> Home:
    """Open the home at `path` (or the default one) and make what is missing in it."""
    root = Path(path).expanduser() if path else default_root()
    home = Home(Path(os.path.abspath(root)))
    # Root's database server runs as another account, which passes through the home to its own folder.
    passable = 0o711 if os.geteuid() == 0 else 0o700
    try:
        if not home.root.is_dir():
            home.root.mkdir(parents=True)
            home.root.chmod(passable)
        for folder in (home.logs, home.run, home.media):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Fault(
            say("The home folder {path} cannot be used: {error}.", path=home.root, error=error.strerror),
            say("Choose another one with --home or ARASTA_HOME, or make this one writable for you."),
        ) from error
    return home


def _new_secrets() -> Secrets:
    return Secrets(
        secret_key=entropy.token_urlsafe(50),
        field_keys=(base64.urlsafe_b64encode(entropy.token_bytes(32)).decode(),),
        database_password=entropy.token_urlsafe(24),
        database_admin_password=entropy.token_urlsafe(24),
    )


def _write_once(path: Path, text: str) -> None:
    """Write a private file whole; if two processes race, the first one's text stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _read_secrets(path: Path) -> Secrets:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Secrets(**{**stored, "field_keys": tuple(stored["field_keys"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Fault(
            say("The secrets in {path} cannot be read: {error}.", path=path, error=error),
            say("Put the file back from a backup: what it encrypted cannot be read without it."),
        ) from error
