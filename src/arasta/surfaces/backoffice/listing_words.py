"""What reasons, sources, fields and problems of listings are called on screens, and what mends them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arasta.contexts.channels.types.content import (
    ASSORTMENT,
    ATTRIBUTE,
    BRAND,
    CAP,
    CATEGORY,
    DESCRIPTION,
    END_BELOW,
    FACT,
    IMAGES,
    PRICE,
    SHARE,
    TITLE,
    EditOp,
    EditStatus,
    Source,
)
from arasta.contexts.channels.types.issues import FIELDS as ISSUE_FIELDS
from arasta.contexts.channels.types.policies import (
    MatchingState,
    MatchReason,
    MatchState,
    PolicyKind,
    Standing,
)
from arasta.contexts.channels.types.quality import Reason

FIELDS: dict[str, Promise] = {
    TITLE: pgettext_lazy("listing", "Title"),
    DESCRIPTION: pgettext_lazy("listing", "Description"),
    IMAGES: pgettext_lazy("listing", "Pictures"),
    BRAND: pgettext_lazy("listing", "Brand"),
    CATEGORY: pgettext_lazy("listing", "Category"),
    PRICE: pgettext_lazy("listing", "Price"),
    ASSORTMENT: pgettext_lazy("listing", "In or out of the assortment"),
    SHARE: pgettext_lazy("listing", "Share of the stock, in percent"),
    CAP: pgettext_lazy("listing", "At most so many units"),
    END_BELOW: pgettext_lazy("listing", "None once fewer are left than"),
}
SOURCES: dict[Source, Promise] = {
    Source.PRODUCT: _("Inherited from the product"),
    Source.CHANNEL: _("Inherited from the channel’s template"),
    Source.LISTING: _("Overridden here"),
    Source.NOWHERE: _("Empty"),
}
SOURCE_TONES = {
    Source.PRODUCT: "neutral",
    Source.CHANNEL: "info",
    Source.LISTING: "brand",
    Source.NOWHERE: "warn",
}
OPS: dict[EditOp, Promise] = {
    EditOp.SET: pgettext_lazy("bulk edit", "Set to"),
    EditOp.APPEND: pgettext_lazy("bulk edit", "Put after"),
    EditOp.PREPEND: pgettext_lazy("bulk edit", "Put before"),
    EditOp.REPLACE: pgettext_lazy("bulk edit", "Replace"),
    EditOp.RESET: pgettext_lazy("bulk edit", "Inherit again"),
    EditOp.PERCENT: pgettext_lazy("bulk edit", "Change by percent"),
}
EDIT_STATUSES: dict[EditStatus, Promise] = {
    EditStatus.SAVED: pgettext_lazy("bulk edit", "Saved"),
    EditStatus.UNDONE: pgettext_lazy("bulk edit", "Undone"),
    EditStatus.PARTLY_UNDONE: pgettext_lazy("bulk edit", "Undone in part"),
}
EDIT_TONES = {EditStatus.SAVED: "good", EditStatus.UNDONE: "neutral", EditStatus.PARTLY_UNDONE: "warn"}
PROBLEMS: dict[str, Promise] = {
    "price_missing": _("It has no price on this channel that could be changed."),
    "number_wrong": _("That is not a value this field can have."),
    "nothing_to_find": _("Say which words to replace."),
    "too_long": _("It would become longer than any channel takes."),
}
REASONS: dict[Reason, Promise] = {
    Reason.REFUSED: _("The channel would refuse it"),
    Reason.PRICE_MISSING: _("No price on this channel"),
    Reason.TITLE_MISSING: _("No title"),
    Reason.TITLE_SHORT: _("Title too short"),
    Reason.TITLE_SHOUTS: _("Title in capitals"),
    Reason.TITLE_REPEATS: _("Title repeats a word"),
    Reason.TITLE_WITHOUT_BRAND: _("Brand not in the title"),
    Reason.TEXT_MISSING: _("No description"),
    Reason.TEXT_SHORT: _("Description too short"),
    Reason.IMAGES_MISSING: _("No picture"),
    Reason.IMAGES_FEW: _("Few pictures"),
    Reason.GTIN_MISSING: _("No GTIN"),
    Reason.GTIN_WRONG: _("GTIN is not sound"),
    Reason.BRAND_MISSING: _("No brand"),
    Reason.CATEGORY_MISSING: _("No category"),
    Reason.ATTRIBUTES_MISSING: _("No attributes"),
}
FIXES: dict[Reason, Promise] = {
    Reason.REFUSED: _("Mend what is named beside the fields; it is sent by itself then."),
    Reason.PRICE_MISSING: _("Give it a price in the channel’s currency."),
    Reason.TITLE_MISSING: _("Write a title, or a template for all titles."),
    Reason.TITLE_SHORT: _("Name the brand, the material and what tells it apart; 25 characters and more are found."),
    Reason.TITLE_SHOUTS: _("Write it as one speaks. Channels hide titles in capitals."),
    Reason.TITLE_REPEATS: _("Say each word once; use the place for another that people search."),
    Reason.TITLE_WITHOUT_BRAND: _("People search by brand: put {brand} into the template."),
    Reason.TEXT_MISSING: _("Describe it: what it is, of what, how big, for whom."),
    Reason.TEXT_SHORT: _(
        "Add size, material and care; 120 characters and more answer questions before they are asked."
    ),
    Reason.IMAGES_MISSING: _("Add a picture to the product."),
    Reason.IMAGES_FEW: _("Three pictures and more sell better: front, detail, in use."),
    Reason.GTIN_MISSING: _("Enter the GTIN of the variant; channels group and rank by it."),
    Reason.GTIN_WRONG: _("Its last digit does not fit the others. Read it off the pack again."),
    Reason.BRAND_MISSING: _("Give the product a brand."),
    Reason.CATEGORY_MISSING: _("Give the product a category, or name the channel’s here."),
    Reason.ATTRIBUTES_MISSING: _("Add attributes that people filter by, such as color or material."),
}
ISSUE_FIXES: dict[str, Promise] = {
    "length": _("Shorten or fill it here, or change the template for all."),
    "number_missing": _("Add the number as a field of the channel: here for one, in the templates for all."),
    "attribute_number": _("Name the attribute by the channel’s number."),
    "required": _("Add it as a field of the channel: here for one, in the templates for all."),
    "product_type_missing": _("Add it as a field of the channel: here for one, in the templates for all."),
    "choice": _("Take one of the values that the channel knows."),
    "too_many": _("Take some of the values away."),
    "image_count": _("Add pictures to the product, or take some away here."),
    "image_missing": _("Add a picture to the product."),
    "image_advised": _("Add a picture to the product."),
    "missing": _("Shorten or fill it here, or change the template for all."),
    "not_the_sku": _("End this listing and put the product on offer anew."),
    "comma": _("Change the SKU of the variant."),
    "no_family": _("Nothing to do, unless another kind of product fits as well."),
    "image_address": _("Give the connection an image address that begins with https://."),
    "currency": _("Give it a price in the channel’s currency."),
    "price": _("Give it a price in the channel’s currency."),
    "price_missing": _("Give it a price in the channel’s currency."),
    "tax_rate": _("Look at the tax class of the product and the rates of the country."),
    "barcode_missing": _("Enter the GTIN of the variant; channels group and rank by it."),
    "brand_missing": _("Give the product a brand."),
    "identifier_missing": _("Give the product a brand, or the variant its GTIN."),
    "capped": _("Nothing to do: the channel shows fewer than there are."),
}
FIELD_OF: dict[Reason, str] = {
    Reason.TITLE_MISSING: TITLE,
    Reason.TITLE_SHORT: TITLE,
    Reason.TITLE_SHOUTS: TITLE,
    Reason.TITLE_REPEATS: TITLE,
    Reason.TITLE_WITHOUT_BRAND: TITLE,
    Reason.TEXT_MISSING: DESCRIPTION,
    Reason.TEXT_SHORT: DESCRIPTION,
    Reason.IMAGES_MISSING: IMAGES,
    Reason.IMAGES_FEW: IMAGES,
    Reason.BRAND_MISSING: BRAND,
    Reason.CATEGORY_MISSING: CATEGORY,
}
POLICIES: dict[PolicyKind, Promise] = {
    PolicyKind.SAME: _("The same as for all channels"),
    PolicyKind.PERCENT: _("So many percent above or below those for all channels"),
    PolicyKind.FREE: _("Free: any price is right"),
}
STANDINGS: dict[Standing, Promise] = {
    Standing.FITS: pgettext_lazy("price", "Fits the policy"),
    Standing.BESIDE: pgettext_lazy("price", "Beside the policy"),
    Standing.ACCEPTED: pgettext_lazy("price", "Accepted with a reason"),
    Standing.NO_BASE: pgettext_lazy("price", "Nothing to compare with"),
}
STANDING_TONES = {
    Standing.FITS: "good",
    Standing.BESIDE: "bad",
    Standing.ACCEPTED: "info",
    Standing.NO_BASE: "warn",
}
MATCH_STATES: dict[MatchState, Promise] = {
    MatchState.PROPOSED: pgettext_lazy("matching", "Proposed"),
    MatchState.UNMATCHED: pgettext_lazy("matching", "No match found"),
    MatchState.CONFIRMED: pgettext_lazy("matching", "Confirmed"),
    MatchState.IGNORED: pgettext_lazy("matching", "Ignored"),
}
MATCH_TONES = {
    MatchState.PROPOSED: "info",
    MatchState.UNMATCHED: "warn",
    MatchState.CONFIRMED: "good",
    MatchState.IGNORED: "neutral",
}
MATCH_REASONS: dict[MatchReason, Promise] = {
    MatchReason.LISTED: _("Listed before"),
    MatchReason.GTIN: _("Same barcode"),
    MatchReason.SKU: _("Same SKU"),
    MatchReason.SKU_FOLDED: _("Same SKU, spelled otherwise"),
    MatchReason.TITLE_AND_PRICE: _("Title much alike, price near"),
    MatchReason.TITLE: _("Title much alike"),
    MatchReason.CHOSEN: _("Chosen by a person"),
    MatchReason.CREATED: _("Product made of it"),
    MatchReason.NONE: _("Nothing alike"),
}
MATCHING: dict[MatchingState, Promise] = {
    MatchingState.NOT_ASKED: pgettext_lazy("matching", "Connected without matching"),
    MatchingState.OPEN: pgettext_lazy("matching", "Waits for you"),
    MatchingState.DECIDED: pgettext_lazy("matching", "Decided"),
    MatchingState.SKIPPED: pgettext_lazy("matching", "Skipped on purpose"),
}


def field_of_issue(name: str) -> str:
    """Return what the field of an issue is called; one of the channel's own bears its name."""
    return gettext(ISSUE_FIELDS[name]) if name in ISSUE_FIELDS else field(FACT + name)


def field(name: str) -> str:
    """Return what a field is called; a channel's own field and a free fact bear their own names."""
    if name in FIELDS:
        return str(FIELDS[name])
    if name.startswith(FACT):
        return str(_("The channel’s field “%(name)s”") % {"name": name.removeprefix(FACT)})
    return str(_("Attribute “%(name)s”") % {"name": name.removeprefix(ATTRIBUTE)})
