"""Set up what media are carried with; secrets are sealed."""

from __future__ import annotations

import base64
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings as django_settings
from psycopg.types.json import Jsonb

from arasta.contexts.messages.queries import carriers
from arasta.contexts.messages.types import Medium, PushNotSetUp, TextAccount, TextAccountWrong
from arasta.kernel import db, sealing
from arasta.kernel.access import Actor

_SAVE = """
INSERT INTO messages_carrier (medium, settings, sealed) VALUES (%s, %s, %s)
ON CONFLICT (medium) DO UPDATE SET settings = excluded.settings, sealed = excluded.sealed, changed_at = now()
"""
_LONGEST = 300
_FIRST = "INSERT INTO messages_carrier (medium, settings, sealed) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"


def push_key() -> str:
    """Return the public half of the key that push services know this house by; the pair is made the first time.

    Raises PushNotSetUp. Of two who make it at once the first wins: browsers that hold one key are not reached with another.
    """
    if known := carriers.settings_of(Medium.PUSH).get("public_key"):
        return known
    if not django_settings.FIELD_KEY:
        raise PushNotSetUp
    pair = ec.generate_private_key(ec.SECP256R1())
    point = pair.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = pair.private_numbers().private_value.to_bytes(32, "big")
    db.execute(_FIRST, _row(Medium.PUSH, {"public_key": _word(point)}, {"private_key": _word(secret)}))
    return carriers.settings_of(Medium.PUSH)["public_key"]


def save_text_account(wanted: TextAccount, *, actor: Actor) -> None:
    """Save our account at a gateway of text messages. Raises TextAccountWrong, naming the field."""
    actor.require("channels.write")
    settings = {name: getattr(wanted, name).strip() for name in ("address", "account", "sender")}
    token = wanted.token.strip() or carriers.opened(Medium.SMS).get("token", "")
    for field, value in {**settings, "token": token}.items():
        if not 0 < len(value) <= _LONGEST:
            raise TextAccountWrong(field=field)
    settings["address"] = settings["address"].rstrip("/")
    if not settings["address"].startswith(("https://", f"{django_settings.TWINS_URL.rstrip('/')}/")):
        raise TextAccountWrong(field="address")
    db.execute(_SAVE, _row(Medium.SMS, settings, {"token": token}))


def drop_text_account(*, actor: Actor) -> None:
    """Send no text messages any more."""
    actor.require("channels.write")
    db.execute("DELETE FROM messages_carrier WHERE medium = %s", [Medium.SMS.value])


def _row(medium: Medium, settings: Mapping[str, str], secrets: Mapping[str, str]) -> list[object]:
    return [medium.value, Jsonb(dict(settings)), sealing.seal(secrets, django_settings.FIELD_KEY)]


def _word(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")
