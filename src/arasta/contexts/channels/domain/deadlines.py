"""Dates that channels announced, as far as we know them. They are facts of the day this was written; the link says more.

Texts are marked for translation and translated where they are shown.
"""

from __future__ import annotations

from datetime import date

from arasta.contexts.channels.types.policies import KnownDeadline
from arasta.kernel.errors import gettext_noop as _

KNOWN: tuple[KnownDeadline, ...] = (
    KnownDeadline(
        code="trendyol-products-v1-international",
        connector="trendyol",
        title=_("Trendyol ends version 1 of products on its international storefronts"),
        action=_("Nothing, if listings go out through Arasta: it speaks version 2. Look at other programs of yours."),
        due_on=date(2026, 8, 10),
        link="https://developers.trendyol.com",
    ),
    KnownDeadline(
        code="trendyol-limits",
        connector="trendyol",
        title=_("Trendyol counts calls per group and by the seller’s level"),
        action=_("Ask Trendyol for your level if stock or orders lag; the lowest may read orders 30 times a minute."),
        due_on=date(2026, 9, 14),
        link="https://developers.trendyol.com",
    ),
    KnownDeadline(
        code="trendyol-products-v1",
        connector="trendyol",
        title=_("Trendyol ends version 1 of products in Türkiye"),
        action=_("Nothing, if listings go out through Arasta: it speaks version 2. Look at other programs of yours."),
        due_on=date(2026, 10, 15),
        link="https://developers.trendyol.com",
    ),
    KnownDeadline(
        code="amazon-orders-v0",
        connector="amazon",
        title=_("Amazon takes the old order calls away (Orders v0)"),
        action=_(
            "Nothing in Arasta: it reads by Orders 2026-01-01. Give your application the roles for buyers’ addresses."
        ),
        due_on=date(2027, 3, 27),
        link="https://developer-docs.amazon.com/sp-api/changelog/new-introducing-the-orders-api-v2026-01-01",
    ),
    KnownDeadline(
        code="google-content-api",
        connector="google",
        title=_("Google ends the Content API for Shopping"),
        action=_(
            "Nothing in Arasta: it speaks the Merchant API. Take away keys of other programs that still use the old one."
        ),
        due_on=date(2026, 8, 18),
        link="https://support.google.com/merchants/answer/7052112",
    ),
    KnownDeadline(
        code="google-image-size",
        connector="google",
        title=_("Google takes pictures of 500 by 500 pixels and more only"),
        action=_("Replace smaller pictures; 1500 by 1500 is advised."),
        due_on=date(2027, 1, 31),
        link="https://support.google.com/merchants/answer/6324350",
    ),
)
