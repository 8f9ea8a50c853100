"""Pages of rows with an opaque cursor that points behind the last row."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.conf import settings

from arasta.kernel.errors import Invalid, gettext_noop

Row = TypeVar("Row")

MOST = 200
_SEAL = 9


class BadCursor(Invalid):
    """The cursor was not made by us."""

    code = "bad_cursor"
    template = gettext_noop("The cursor is not valid. Start again without one.")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows and the cursor of the next page; no cursor means the end. `total` only where counting is cheap."""

    items: Sequence[Row]
    next_cursor: str | None = None
    total: int | None = None


def encode_cursor(*values: str | int) -> str:
    """Make a cursor from the sort values of the last row, sealed: what stands in it goes into queries as it is."""
    plain = json.dumps(values).encode()
    return base64.urlsafe_b64encode(_seal(plain) + plain).decode().rstrip("=")


def decode_cursor(cursor: str | None, width: int) -> list[str | int] | None:
    """Read a cursor of `width` values. Raises BadCursor."""
    if not cursor:
        return None
    try:
        sealed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except (ValueError, binascii.Error) as wrong:
        raise BadCursor from wrong
    seal, plain = sealed[:_SEAL], sealed[_SEAL:]
    if not hmac.compare_digest(seal, _seal(plain)):
        raise BadCursor
    values = json.loads(plain)
    if not isinstance(values, list) or len(values) != width or not all(isinstance(v, str | int) for v in values):
        raise BadCursor
    return values


def _seal(plain: bytes) -> bytes:
    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32).digest()
    return hashlib.blake2b(plain, key=key, digest_size=_SEAL, person=b"cursor").digest()


def clamp(limit: int) -> int:
    """Keep a page's size between 1 and the most."""
    return max(1, min(limit, MOST))
