"""Send less over the line: static texts are packed once per home, pages as they are answered."""

from __future__ import annotations

import gzip
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

_TEXTS = (".css", ".js", ".svg", ".json")
_WORTH_IT = 1_400
"""What fits into one parcel of the line gains nothing by being smaller."""

_files: dict[str, dict[str, StaticFile]] = {}


class PackedStatic(WhiteNoiseMiddleware):  # type: ignore[misc]  # it comes without types
    """Serve static files; texts packed, for who takes them so. The packed ones lie in the home, named by content."""

    def add_files_from_finders(self) -> None:
        """Look for the files once for each home: every handler of a process would find the same ones."""
        known = _files.setdefault(str(settings.HOME), {})
        if not known:
            super().add_files_from_finders()
            known.update(self.files)
        self.files.update(known)

    def get_static_file(self, path: str, url: str, stat_cache: Any = None) -> StaticFile:
        plain = super().get_static_file(path, url, stat_cache)
        packed = _packed(Path(path)) if path.endswith(_TEXTS) else None
        if packed is None:
            return plain
        kept = ("content-type", "cache-control", "access-control-allow-origin")
        headers = [(name, value) for name, value in plain.alternatives[-1][2] if name.lower() in kept]
        return StaticFile(path, headers, encodings={"gzip": str(packed)})


def pack(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Pack a page for a browser that takes it so; a random length hides what is secret in it from who only counts."""
    if not response.get("Content-Type", "").startswith("text/html") or len(response.content) < _WORTH_IT:
        return response
    packed = GZipMiddleware(lambda _: response).process_response(request, response)
    return packed if isinstance(packed, HttpResponse) else response


def _packed(path: Path) -> Path | None:
    """Return a file's packed copy, made now if it is not there; none where there is no home to keep it in."""
    content, folder = path.read_bytes(), Path(settings.HOME) / "packed"
    if len(content) < _WORTH_IT or not folder.parent.is_dir():
        return None
    target = folder / f"{sha256(content).hexdigest()[:32]}.gz"
    if not target.exists():
        folder.mkdir(exist_ok=True)
        written = target.with_suffix(f".{id(content)}")
        written.write_bytes(gzip.compress(content, 9, mtime=0))
        written.replace(target)
    return target
