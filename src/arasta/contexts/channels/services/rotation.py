"""Commands: change the secrets of an installation while both the old and the new ones hold.

prepare: the next set is kept, and vouches for calls already; switch: it is used, and the one before vouches for calls
until its end; then it is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings as django_settings

from arasta.contexts.channels.events import ChannelChanged
from arasta.contexts.channels.ports import Account, connector_named
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.services import tokens
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.credentials import SecretsRole
from arasta.kernel import db, sealing
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox import publishing

OVERLAP = timedelta(hours=24)


class NothingPrepared(Conflict):
    """There is no next set of secrets to switch to."""

    code = "no_secrets_prepared"
    template = gettext_noop("Enter the new credentials first; then switch to them.")


_PREPARE = """
INSERT INTO channels_other_secrets (id, installation_id, role, sealed) VALUES (%s, %s, 'next', %s)
ON CONFLICT (installation_id) WHERE role = 'next' DO UPDATE SET sealed = excluded.sealed, created_at = now()
"""

_END = "INSERT INTO channels_other_secrets (id, installation_id, role, sealed, ends_at) VALUES (%s, %s, %s, %s, %s)"


def prepare_secrets(channel_id: UUID, secrets: Mapping[str, str], *, actor: Actor) -> None:
    """Keep the next set of secrets; from now on it vouches for calls as the present one does.

    Secrets that are not given stay as they are. Raises SettingsWrong, InstallationMissing.
    """
    with db.transaction():
        installation = reads.installation(channel_id)
        following = {**installation.secrets, **{name: value for name, value in secrets.items() if value}}
        connector_named(installation.connector)(Account(installation.settings, following, installation.currency))
        sealed = sealing.seal(following, django_settings.FIELD_KEY)
        db.execute(_PREPARE, [new_id(), installation.id, sealed])
        _tell(installation, actor)


def switch_secrets(channel_id: UUID, *, now: datetime, actor: Actor, overlap: timedelta = OVERLAP) -> None:
    """Use the next set of secrets; the present one vouches for calls a while longer. Raises NothingPrepared."""
    with db.transaction():
        installation = reads.installation(channel_id)
        db.rows("SELECT id FROM channels_installation WHERE id = %s FOR UPDATE", [installation.id])
        found = db.rows(
            "DELETE FROM channels_other_secrets WHERE installation_id = %s AND role = 'next' RETURNING sealed",
            [installation.id],
        )
        if not found:
            raise NothingPrepared
        keep_previous(installation, ends_at=now + overlap)
        db.execute("UPDATE channels_installation SET sealed = %s WHERE id = %s", [found[0][0], installation.id])
        tokens.forget(installation.id)
        _tell(installation, actor)


def outlive(channel_id: UUID, secrets: Mapping[str, str]) -> None:
    """Before an installation gets other secrets: let the present ones vouch for calls a while longer."""
    try:
        installation = reads.installation(channel_id)
    except reads.InstallationMissing:
        return
    if installation.secrets and installation.secrets != secrets:
        [(now,)] = db.rows("SELECT clock_timestamp()")
        keep_previous(installation, ends_at=now + OVERLAP)
        tokens.forget(installation.id)


def keep_previous(installation: Installation, *, ends_at: datetime) -> None:
    """Let the secrets that are about to be replaced vouch for calls until a moment."""
    sealed = sealing.seal(installation.secrets, django_settings.FIELD_KEY)
    db.execute(_END, [new_id(), installation.id, SecretsRole.PREVIOUS.value, sealed, ends_at])


def end_previous(channel_id: UUID, *, actor: Actor) -> int:
    """Let no set of secrets but the present one hold, at once: one of them leaked. Returns how many were forgotten."""
    with db.transaction():
        installation = reads.installation(channel_id)
        gone = db.execute("DELETE FROM channels_other_secrets WHERE installation_id = %s", [installation.id])
        _tell(installation, actor)
    return gone


def forget_ended(*, now: datetime) -> int:
    """Delete sets of secrets whose end has come."""
    return db.execute("DELETE FROM channels_other_secrets WHERE ends_at <= %s", [now])


def _tell(installation: Installation, actor: Actor) -> None:
    fact = ChannelChanged(
        channel_id=installation.channel_id, channel_code=installation.channel_code, status=installation.status
    )
    publishing.publish([fact], actor=actor)
