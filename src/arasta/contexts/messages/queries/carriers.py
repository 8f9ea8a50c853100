"""Read what media are carried with."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.conf import settings as django_settings

from arasta.contexts.messages.types import Medium, TextAccount
from arasta.kernel import db, sealing


def settings_of(medium: Medium) -> Mapping[str, str]:
    """Return what the office may see of how a medium is carried; nothing where it was never set up."""
    found = db.rows("SELECT settings::text FROM messages_carrier WHERE medium = %s", [medium.value])
    return _texts(found[0][0]) if found else {}


def text_account() -> TextAccount | None:
    """Return our account at a gateway of text messages, without its secret; nothing before there is one."""
    known = settings_of(Medium.SMS)
    return TextAccount(**known) if known else None


def opened(medium: Medium) -> Mapping[str, str]:
    """Return all that a medium is carried with, secrets opened: for its sender alone."""
    found = db.rows("SELECT settings::text, sealed FROM messages_carrier WHERE medium = %s", [medium.value])
    if not found:
        return {}
    settings, sealed = found[0]
    return {**_texts(settings), **sealing.unseal(sealed, django_settings.FIELD_KEY)}


def _texts(settings: str) -> dict[str, str]:
    return msgspec.json.decode(settings, type=dict[str, str])
