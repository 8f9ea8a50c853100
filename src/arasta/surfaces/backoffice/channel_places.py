"""The second row of tabs on a channel's pages: all that concerns what it shows and how it sells."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arasta.contexts.channels.queries import care
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.policies import DeadlineState
from arasta.kernel import clock
from arasta.kernel.calendar import day_of

Tab = dict[str, object]


def tabs(channel: Channel, active: str) -> list[Tab]:
    """Return the pages about a channel's listings."""
    places = [
        ("backoffice_listings", pgettext("listing", "Content")),
        ("backoffice_templates", _("Templates")),
        ("backoffice_edits", _("Edits")),
        ("backoffice_channel_prices", pgettext("channel", "Prices")),
        ("backoffice_matching", _("Matching")),
        ("backoffice_listing_drift", _("Drift")),
        ("backoffice_health", _("Seller health")),
        ("backoffice_calendar", _("Calendar")),
    ]
    counts: dict[str, object] = {"backoffice_calendar": _overdue(channel) or ""}
    return [
        {
            "label": word,
            "url": reverse(name, args=[channel.code]),
            "active": name == active,
            "count": counts.get(name, ""),
        }
        for name, word in places
    ]


def _overdue(channel: Channel) -> int:
    today = day_of(clock.now())
    return sum(one.due_on < today and one.state is DeadlineState.OPEN for one in care.deadlines([channel.id]))
