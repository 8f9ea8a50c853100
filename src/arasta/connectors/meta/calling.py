"""How Meta calls us: the echo that proves the address, the signature, and what a call is about."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from arasta.connectors.meta.documents import Note
from arasta.contexts.channels.types import Stream
from arasta.contexts.channels.types.inbound import Hint, RawRequest, Refusal, Refused, Verified

SIGNATURE = "x-hub-signature-256"
CHALLENGE = "challenge"
CATALOG = "product_catalog"
_PREFIX = "sha256="


def verify(request: RawRequest, secrets: Sequence[Mapping[str, str]]) -> Verified | Refused:
    """Answer the echo to who knows our word; believe a document by its signature."""
    if request.method == "GET":
        return _echo(request, secrets)
    given = request.headers.get(SIGNATURE, "")
    if not given.startswith(_PREFIX):
        return Refused(Refusal.NO_SIGNATURE)
    keys = [one["app_secret"] for one in secrets if one.get("app_secret")]
    fits = [hmac.compare_digest(given, _PREFIX + _sign(key, request.body)) for key in keys]
    if not any(fits):
        return Refused(Refusal.WRONG_SIGNATURE)
    note = _read(request.body)
    if note is None:
        return Refused(Refusal.UNREADABLE)
    moment = max((one.time for one in note.entry), default=0)
    return Verified(
        delivery_id=hashlib.sha256(request.body).hexdigest(),
        topic=note.object,
        body=request.body,
        sent_at=datetime.fromtimestamp(moment, tz=UTC) if 0 < moment < 1 << 33 else None,
    )


def hints(verified: Verified) -> Sequence[Hint]:
    """Say which products a call names."""
    note = _read(verified.body) if verified.topic == CATALOG else None
    if note is None:
        return []
    codes = [change.value.get("retailer_id") for entry in note.entry for change in entry.changes]
    return [Hint(stream=Stream.LISTINGS, external_id=code) for raw in codes if (code := _text(raw))]


def _echo(request: RawRequest, secrets: Sequence[Mapping[str, str]]) -> Verified | Refused:
    word = request.query.get("hub.verify_token", "").encode()
    known = [one["verify_token"].encode() for one in secrets if one.get("verify_token")]
    fits = [hmac.compare_digest(word, own) for own in known]
    echo = request.query.get("hub.challenge", "")
    if request.query.get("hub.mode") != "subscribe" or not any(fits) or not echo:
        return Refused(Refusal.WRONG_SIGNATURE)
    return Verified(delivery_id=f"{CHALLENGE}:{echo}"[:200], topic=CHALLENGE, body=echo.encode())


def _sign(key: str, body: bytes) -> str:
    return hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def _read(body: bytes) -> Note | None:
    try:
        return msgspec.json.decode(body, type=Note)
    except msgspec.DecodeError:
        return None


def _text(raw: msgspec.Raw | None) -> str:
    try:
        return msgspec.json.decode(raw, type=str) if raw is not None else ""
    except msgspec.DecodeError:
        return ""
