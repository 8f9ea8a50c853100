"""Commands: have a merchant consent on the channel's own page, and keep what it brought until the channel is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from django.conf import settings as django_settings
from psycopg.types.json import Jsonb

from arasta.contexts.channels.ports import Account, Consent, NotOffered, consent_of
from arasta.contexts.channels.queries import connecting as drafts
from arasta.contexts.channels.services import connecting, sessions
from arasta.contexts.channels.types.inbound import Introduction
from arasta.kernel import db, sealing
from arasta.kernel.access import Actor

_FINISH = "UPDATE channels_connection_draft SET sealed = %s, introduction = %s WHERE id = %s"


def begin(connector: str, account: Account, *, state: str, return_to: str, actor: Actor) -> tuple[UUID, str]:
    """Keep what was filled in, its secrets sealed, and return the draft's id and the page of consent.

    Raises NotOffered, SettingsWrong.
    """
    address = _consent(connector).address(account, state=state, return_to=return_to)
    told = Introduction(account="", name="", currency=account.currency)
    key = connecting.keep_draft(connector, told, settings=account.settings, secrets=account.secrets, actor=actor)
    return key, address


def finish(draft_id: UUID, answer: Mapping[str, str], *, state: str, now: datetime) -> None:
    """Judge what came back, fetch the secrets and ask the channel who we are; the draft then may become a channel.

    Raises DraftMissing, ConsentRefused, ChannelTrouble, NotOffered.
    """
    draft = drafts.draft(draft_id)
    consent = _consent(draft.connector)
    [(sealed,)] = db.rows("SELECT sealed FROM channels_connection_draft WHERE id = %s", [draft_id])
    secrets = sealing.unseal(sealed, django_settings.FIELD_KEY)
    account = Account(draft.settings, secrets, draft.introduction.currency)
    code = consent.code(account, answer, state=state, now=now)
    trial = connecting.trial_of(draft.connector, account, now=now)
    with sessions.open_session(trial, is_trial=True) as session:
        whole = {**secrets, **session.run(consent.exchange(account, code))}
    told = connecting.try_connection(
        draft.connector, settings=draft.settings, secrets=whole, currency=account.currency, now=now
    )
    kept = sealing.seal(whole, django_settings.FIELD_KEY)
    db.execute(_FINISH, [kept, Jsonb(msgspec.to_builtins(told)), draft_id])


def _consent(connector: str) -> Consent:
    consent = consent_of(connector)
    if consent is None:
        raise NotOffered(what="consent")
    return consent
