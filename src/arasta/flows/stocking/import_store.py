"""Where files to import lie until they are read, and for a month after: below the home, out of reach of the web."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import time

from django.conf import settings

from arasta.kernel.errors import DomainError, Kind, Missing, gettext_noop
from arasta.kernel.ids import new_id

MOST_BYTES = 200_000_000
_KEPT_SECONDS = 31 * 24 * 3600


class FileTooLarge(DomainError):
    kind = Kind.TOO_LARGE
    code = "file_too_large"
    template = gettext_noop("The file is larger than %(most)s MB. Split it.")


class FileGone(Missing):
    code = "file_gone"
    template = gettext_noop("The file is no longer here. Upload it again.")


def keep(pieces: Iterable[bytes]) -> tuple[str, int]:
    """Write a file piece by piece; return its name here and its size. Raises FileTooLarge, and keeps nothing then."""
    folder = _folder()
    name, size = f"{new_id()}.csv", 0
    try:
        with (folder / name).open("xb") as file:
            for piece in pieces:
                size += len(piece)
                if size > MOST_BYTES:
                    raise FileTooLarge(most=MOST_BYTES // 1_000_000)
                file.write(piece)
    except BaseException:
        (folder / name).unlink(missing_ok=True)
        raise
    return name, size


def path_of(name: str) -> Path:
    """Return where a file lies: a kept one by its name, one of this machine by its absolute path. Raises FileGone."""
    path = Path(name) if Path(name).is_absolute() else _folder() / Path(name).name
    if not path.is_file():
        raise FileGone
    return path


def forget_old() -> int:
    """Delete kept files that are older than a month; return how many."""
    old = [path for path in _folder().glob("*.csv") if path.stat().st_mtime < time() - _KEPT_SECONDS]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    folder = Path(settings.HOME) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
