"""Read how letters leave the house from one address: `smtp://user:password@host:587`."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_SECRET, _OPEN_TO_SECRET = "smtps", 587
_PORTS = {"smtp": 25, _SECRET: 465}


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server as Django's settings name it; no host means that no letter leaves."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    is_secret: bool = False
    becomes_secret: bool = False


def read(address: str) -> MailServer:
    """Read an address; port 587 turns secret before anything is said. Raises ValueError for another scheme."""
    if not address:
        return MailServer()
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("ARASTA_SMTP_URL looks like smtp://user:password@host:587 or smtps://…")
    port = parts.port or _PORTS[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_secret=parts.scheme == _SECRET,
        becomes_secret=parts.scheme != _SECRET and port == _OPEN_TO_SECRET,
    )
