"""Reads: what a trouble with a channel means in plain words, and what to do about it."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from arasta.contexts.channels.ports import UnknownConnector
from arasta.contexts.channels.queries import connectors
from arasta.contexts.channels.types.connectors import TroubleWords
from arasta.contexts.channels.types.sync import Trouble

_GENERAL: dict[Trouble, tuple[Promise, Promise]] = {
    Trouble.AUTH: (
        _("The channel refuses our key."),
        _("Renew the key and the secret on the page “Connection”. Nothing is lost: what changes is told afterwards."),
    ),
    Trouble.THROTTLED: (
        _("The channel asked us to go slower."),
        _("Nothing to do, it goes on by itself. If it stays so for hours, ask the channel for a higher limit."),
    ),
    Trouble.UNAVAILABLE: (
        _("The channel does not answer."),
        _("It is tried again by itself; nothing is lost. If it lasts, look at the channel's own status page."),
    ),
    Trouble.TIMEOUT: (
        _("The channel took too long to answer."),
        _("The newest values are sent again by themselves. If it lasts, look at the channel's own status page."),
    ),
    Trouble.REFUSED: (
        _("The channel refused what we asked."),
        _("Read what it said under “Last calls”; often a setting is wrong or the key lacks a right."),
    ),
    Trouble.UNREADABLE: (
        _("The channel sent something that cannot be read."),
        _("Read it under “Last calls”. Its interface may have changed; tell whoever looks after Arasta."),
    ),
}


def said(trouble: Trouble, connector: str = "") -> TroubleWords | None:
    """Return what a trouble means with a connector, in the reader's language; nothing where there is none."""
    if trouble not in _GENERAL:
        return None
    own = _own(connector).get(trouble) if connector else None
    if own is not None:
        return own
    what, fix = _GENERAL[trouble]
    return TroubleWords(str(what), str(fix))


def _own(connector: str) -> dict[Trouble, TroubleWords]:
    try:
        return dict(connectors.connector(connector, (get_language() or "en")[:2]).troubles)
    except UnknownConnector:
        return {}
