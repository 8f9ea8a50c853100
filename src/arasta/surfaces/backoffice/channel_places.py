"""The second row of tabs on a channel's pages: all that concerns what it shows and how it sells."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from arasta.contexts.channels.types import Channel

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
    return [
        {"label": word, "url": reverse(name, args=[channel.code]), "active": name == active} for name, word in places
    ]
