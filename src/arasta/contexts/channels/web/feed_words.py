"""What feeds, their readers and the flaws of offers are called on screens, and what mends them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from arasta.contexts.channels.types.feeds import FeedFormat, FeedKind, FeedTarget, Flaw

TARGETS: dict[FeedTarget, Promise] = {
    FeedTarget.GOOGLE: _("Google Merchant Center"),
    FeedTarget.META: _("Meta (Facebook and Instagram)"),
    FeedTarget.PLAIN: _("Anybody else"),
}
KINDS: dict[FeedKind, Promise] = {
    FeedKind.PRODUCTS: pgettext_lazy("feed", "All offers"),
    FeedKind.LOCAL: pgettext_lazy("feed", "What each store has"),
}
FORMATS: dict[FeedFormat, Promise] = {
    FeedFormat.TSV: pgettext_lazy("feed", "Table (TSV)"),
    FeedFormat.XML: pgettext_lazy("feed", "XML (RSS 2.0)"),
}
FLAWS: dict[Flaw, Promise] = {
    Flaw.ID_TOO_LONG: _("The code is too long"),
    Flaw.TITLE_MISSING: _("There is no title"),
    Flaw.TITLE_TOO_LONG: _("The title is too long"),
    Flaw.PRICE_MISSING: _("There is no price"),
    Flaw.LANDING_PAGE_MISSING: _("There is no page in the shop"),
    Flaw.IMAGE_MISSING: _("There is no picture"),
    Flaw.IMAGE_UNREADABLE: _("The picture cannot be read there"),
    Flaw.IDENTIFIER_MISSING: _("There is neither a brand nor a barcode"),
    Flaw.GTIN_WRONG: _("The barcode is wrong"),
    Flaw.BRAND_MISSING: _("There is no brand"),
    Flaw.DESCRIPTION_MISSING: _("There is no description"),
    Flaw.DESCRIPTION_CUT: _("The description was cut"),
    Flaw.DATE_MISSING: _("Nobody knows when it comes"),
}
FIXES: dict[Flaw, Promise] = {
    Flaw.ID_TOO_LONG: _("Give the product a shorter SKU, or list it on the channel under a shorter code."),
    Flaw.TITLE_MISSING: _("Give the product a title in the feed's language."),
    Flaw.TITLE_TOO_LONG: _("Shorten the title: 150 characters for Google, 200 for Meta."),
    Flaw.PRICE_MISSING: _("Put a price on a list that holds for the shop, in the shop's currency."),
    Flaw.LANDING_PAGE_MISSING: _("Put the product back on sale, or end its listing on this channel."),
    Flaw.IMAGE_MISSING: _("Add a picture to the product, at least 500 by 500 pixels."),
    Flaw.IMAGE_UNREADABLE: _("Add the picture as JPEG, PNG, WebP, GIF, BMP or TIFF."),
    Flaw.IDENTIFIER_MISSING: _("Give the product a brand, or the variant its GTIN."),
    Flaw.GTIN_WRONG: _("Check the digits on the package. The offer goes out without a barcode until then."),
    Flaw.BRAND_MISSING: _("Give the product a brand: it is found more often."),
    Flaw.DESCRIPTION_MISSING: _("Write a description. Until then the title stands there twice."),
    Flaw.DESCRIPTION_CUT: _("Shorten the description: what stands at its end is not read there."),
    Flaw.DATE_MISSING: _("Announce the delivery with its day: preorders are shown only with a date."),
}
