"""Commands: try a connection, keep it until it is made a channel, change it, end it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from django.conf import settings as django_settings
from psycopg.types.json import Jsonb

from arasta.contexts.channels.events import ChannelChanged
from arasta.contexts.channels.ports import Account, NotOffered, connector_named
from arasta.contexts.channels.queries import channels as reads
from arasta.contexts.channels.queries import connecting as drafts
from arasta.contexts.channels.queries import connectors as manifests
from arasta.contexts.channels.services import channels, matching, rollout, rotation, sessions, tokens
from arasta.contexts.channels.types import Channel, ChannelStatus, Installation, listener_name
from arasta.contexts.channels.types.connecting import CALLS_SECRET, CALLS_TO, PLACES, NewConnection
from arasta.contexts.channels.types.inbound import Introduction
from arasta.contexts.channels.types.outbound import RolloutStage
from arasta.contexts.channels.types.sync import Stream
from arasta.kernel import db, sealing
from arasta.kernel.access import Actor
from arasta.kernel.changes import dirty
from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox import publishing
from arasta.kernel.transport import shared


class CodeTaken(Conflict):
    """Another channel has that code; a new connection never takes over an old channel."""

    code = "channel_code_taken"
    template = gettext_noop("There is a channel with the code “%(given)s” already. Choose another code.")


class AccountTaken(Conflict):
    """The account is a channel already: two of them would take each of its orders twice."""

    code = "account_connected_already"
    template = gettext_noop(
        "This account is connected already, as the channel “%(name)s”. Change its keys there, or disconnect it first."
    )


class OtherCurrency(Conflict):
    """The account sells in another currency than the channel would."""

    code = "account_has_another_currency"
    template = gettext_noop("This account sells in %(theirs)s. A channel cannot sell in another currency.")


_DRAFT = """
INSERT INTO channels_connection_draft (id, connector, settings, sealed, introduction, made_by)
VALUES (%s, %s, %s, %s, %s, %s)
"""


def try_connection(
    connector: str, *, settings: Mapping[str, str], secrets: Mapping[str, str], currency: str, now: datetime
) -> Introduction:
    """Ask a channel who we are to it; nothing is kept. A channel that cannot be asked answers with no name.

    Raises ChannelTrouble, SettingsWrong, UnknownConnector.
    """
    try:
        trial = trial_of(connector, Account(settings, secrets, currency), now=now)
        with sessions.open_session(trial, is_trial=True) as session:
            return session.run(session.connector.introduce())
    except NotOffered:
        return Introduction(account="", name="")


def trial_of(connector: str, account: Account, *, now: datetime) -> Installation:
    """Return an installation that is stored nowhere."""
    return Installation(
        id=new_id(),
        channel_id=new_id(),
        channel_code="",
        currency=account.currency,
        connector=connector,
        status=ChannelStatus.ACTIVE,
        settings=account.settings,
        secrets=account.secrets,
        created_at=now,
    )


def try_again(
    channel_id: UUID, *, settings: Mapping[str, str], secrets: Mapping[str, str], now: datetime
) -> Introduction:
    """Ask a connected channel who we are with other settings; secrets that are not given are those that are stored.

    Raises ChannelTrouble, SettingsWrong, InstallationMissing.
    """
    kept = reads.installation(channel_id)
    merged = {**kept.secrets, **secrets}
    return try_connection(kept.connector, settings=settings, secrets=merged, currency=kept.currency, now=now)


def refuse_taken(connector: str, settings: Mapping[str, str]) -> None:
    """Refuse an account that is connected: whatever the connector needs to know of it is the same. Raises AccountTaken."""
    needed = [one.name for one in manifests.connector(connector, "en").settings if one.needed]
    name = drafts.connected_as(connector, {key: settings[key] for key in needed if key in settings})
    if name:
        raise AccountTaken(name=name)


def keep_draft(
    connector: str,
    introduction: Introduction,
    *,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    actor: Actor,
) -> UUID:
    """Keep a connection that worked, its secrets sealed, until it is made a channel; return its id."""
    key = new_id()
    sealed = sealing.seal(secrets, django_settings.FIELD_KEY)
    told = Jsonb(msgspec.to_builtins(introduction))
    db.execute(_DRAFT, [key, connector, Jsonb(dict(settings)), sealed, told, actor.name])
    return key


def connect(draft_id: UUID, wanted: NewConnection, *, actor: Actor) -> Channel:
    """Make a paused channel of a draft, with its locations and its connector, nothing let out; the draft goes.

    Nothing is told before its listings are matched, or that is skipped on purpose, and somebody widens the roll-out.
    Raises DraftMissing, AccountTaken, CodeTaken, OtherCurrency.
    """
    with db.transaction():
        draft = drafts.draft(draft_id)
        refuse_taken(draft.connector, draft.settings)
        sealed = db.rows("DELETE FROM channels_connection_draft WHERE id = %s RETURNING sealed", [draft_id])[0][0]
        if any(row.code == wanted.channel.code for row in reads.channels()):
            raise CodeTaken(given=wanted.channel.code)
        theirs = draft.introduction.currency
        if theirs and theirs != wanted.channel.currency:
            raise OtherCurrency(theirs=theirs)
        channel_id = channels.save_channels([wanted.channel], actor=actor)[wanted.channel.code]
        channels.pause(channel_id, actor=actor)
        channels.place_locations(channel_id, wanted.locations, actor=actor)
        settings = {**draft.introduction.settings, **draft.settings}
        if wanted.mapped:
            settings[PLACES] = json.dumps(dict(wanted.mapped), sort_keys=True)
        secrets = sealing.unseal(sealed, django_settings.FIELD_KEY)
        channels.install(channel_id, connector=draft.connector, settings=settings, secrets=secrets, actor=actor)
        rollout.set_rollout(channel_id, RolloutStage.NONE, actor=actor)
        if _shows_listings(draft.connector, Account(settings, secrets, wanted.channel.currency)):
            matching.ask_for_matching(channel_id)
    return reads.channel_by_id(channel_id)


def _shows_listings(connector: str, account: Account) -> bool:
    """Tell whether there can be listings to match: whether the channel lets us read them."""
    return Stream.LISTINGS in connector_named(connector)(account).connector.capabilities().pull


def subscribe(channel_id: UUID, address: str, *, actor: Actor) -> int:
    """Have a channel call us at an address; return how many subscriptions hold. A secret it chose is kept sealed.

    Raises ChannelTrouble, NotOffered, InstallationMissing.
    """
    installation = reads.installation(channel_id)
    with sessions.open_session(installation) as session:
        subscribed = session.run(session.connector.subscribe(address))
    known = (installation.settings.get(CALLS_TO, ""), installation.secrets.get(CALLS_SECRET, ""))
    if known != (address, subscribed.secret or known[1]):
        channels.install(
            channel_id,
            connector=installation.connector,
            settings={**installation.settings, CALLS_TO: address},
            secrets={CALLS_SECRET: subscribed.secret} if subscribed.secret else {},
            actor=actor,
        )
    return len(subscribed.external_ids)


def subscribe_again(installation: Installation, *, actor: Actor) -> int:
    """Wake the subscriptions of a channel that was asked to call us; return how many hold, none if it never was.

    Channels silence an address that failed too often, or forget it. Raises ChannelTrouble, NotOffered.
    """
    address = installation.settings.get(CALLS_TO, "")
    return subscribe(installation.channel_id, address, actor=actor) if address else 0


def disconnect(channel_id: UUID, *, actor: Actor) -> None:
    """End a connection: its secrets are forgotten, nothing is told, read or heard any more. What it sold stays.

    Connecting it again later finds the old listings and orders. Raises InstallationMissing; publishes ChannelChanged.
    """
    with db.transaction():
        installation_id = reads.installation(channel_id).id
        channel = channels.pause(channel_id, actor=actor)
        rotation.end_previous(channel_id, actor=actor)
        tokens.forget(installation_id)
        db.execute(
            "UPDATE channels_installation SET sealed = '', status = 'paused' WHERE id = %s",
            [installation_id],
        )
        db.execute(
            "UPDATE channels_ticket SET status = 'expired', closed_at = clock_timestamp()"
            " WHERE installation_id = %s AND status = 'open'",
            [installation_id],
        )
        dirty.stop_listening(listener_name(installation_id))
        shared.forget(str(installation_id))
        changed = ChannelChanged(channel_id=channel.id, channel_code=channel.code, status=channel.status)
        publishing.publish([changed], actor=actor)


def forget_old_drafts(before: datetime) -> int:
    """Forget connections that nobody finished; return how many."""
    return db.execute("DELETE FROM channels_connection_draft WHERE created_at < %s", [before])
