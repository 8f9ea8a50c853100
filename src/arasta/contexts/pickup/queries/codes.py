"""The short code by which a customer shows at the counter that an order or a fitting is theirs."""

from __future__ import annotations

import base64
from uuid import UUID

from django.utils.crypto import salted_hmac

_SALT = "arasta.pickup.code"
_LENGTH = 8
_PLAIN = str.maketrans("ILO01", "XYZ89")


def code_of(key: UUID) -> str:
    """Return the code of an order or a fitting, such as K7M4-QD2X; whoever has the key alone cannot tell it."""
    digest = salted_hmac(_SALT, key.bytes, algorithm="sha256").digest()
    word = base64.b32encode(digest).decode()[:_LENGTH].translate(_PLAIN)
    return f"{word[:4]}-{word[4:]}"


def same(code: str, given: str) -> bool:
    """Tell whether somebody's words are a code, however they are written."""
    return bool(given) and _bare(code) == _bare(given)


def _bare(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum()).translate(_PLAIN)
