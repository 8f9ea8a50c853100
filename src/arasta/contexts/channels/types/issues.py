"""What channels would say against a listing: one sentence for each code, in which the channel's own limits stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from arasta.contexts.channels.types.listings import Listing
from arasta.contexts.channels.types.protocol import Issue, ItemResult, Outcome
from arasta.kernel.errors import gettext_noop

SENTENCES: Mapping[str, str] = {
    "attribute_number": gettext_noop("An attribute needs the channel’s own number in its name."),
    "barcode_missing": gettext_noop("Without a barcode the channel wants an exemption."),
    "brand_missing": gettext_noop("With a brand it is found more often."),
    "capped": gettext_noop("The channel shows %(most)s at most."),
    "choice": gettext_noop("The channel does not know “%(given)s” here."),
    "comma": gettext_noop("It must not hold a comma: the shop could not find it again."),
    "currency": gettext_noop("It must be in %(currency)s."),
    "identifier_missing": gettext_noop("It needs a brand or a barcode."),
    "image_address": gettext_noop("Addresses of pictures must begin with https://."),
    "image_advised": gettext_noop("Without a picture hardly anybody buys."),
    "image_count": gettext_noop("There must be 1 to %(most)s pictures, not %(count)s."),
    "image_missing": gettext_noop("It needs a picture."),
    "length": gettext_noop("It must have 1 to %(most)s characters, not %(count)s."),
    "missing": gettext_noop("It is empty."),
    "no_family": gettext_noop(
        "This kind of product has no family by these options: the variants are shown one by one."
    ),
    "not_the_sku": gettext_noop("It must be the SKU."),
    "number_missing": gettext_noop("The channel’s own number is needed."),
    "price": gettext_noop("It must be more than nothing, in %(currency)s."),
    "price_missing": gettext_noop("It has no price on this channel."),
    "product_type_missing": gettext_noop("The channel’s word for the kind of product is needed."),
    "required": gettext_noop("It is required for this kind of product."),
    "tax_rate": gettext_noop("The channel knows the rates %(known)s only."),
    "too_many": gettext_noop("It may have %(most)s values at most, not %(count)s."),
}

FIELDS: Mapping[str, str] = {
    "title": gettext_noop("Title"),
    "description": gettext_noop("Description"),
    "images": gettext_noop("Pictures"),
    "brand": gettext_noop("Brand"),
    "category": gettext_noop("Category"),
    "price": gettext_noop("Price"),
    "sku": gettext_noop("SKU"),
    "external_id": gettext_noop("The channel’s code"),
    "barcode": gettext_noop("Barcode"),
    "group": gettext_noop("Product"),
    "link": gettext_noop("Address of the product"),
    "options": gettext_noop("Options"),
    "quantity": gettext_noop("Quantity"),
    "tax_percent": gettext_noop("Tax rate"),
    "facts": gettext_noop("Attributes"),
}
"""What the field of an issue is called; fields of a channel's own bear their own names."""


def issue(field: str, code: str, *, blocks: bool = True, **given: object) -> Issue:
    """Say which rule is broken; the sentence of its code tells the rest, in each language."""
    return Issue(field=field, code=code, text=SENTENCES[code] % given, blocks=blocks, given=given)


def said(one: Issue, translate: Callable[[str], str]) -> str:
    """Return the sentence of an issue in a language; what the channel itself said stays as it is."""
    return one.text if one.given is None else translate(SENTENCES[one.code]) % one.given


def said_of(row: Listing, issues: Sequence[Issue], translate: Callable[[str], str]) -> str:
    """Return why our own rules hold a listing back, in a language; nothing where it was the channel that refused it."""
    own = [one for one in issues if one.blocks and one.given is not None] if row.problem_code in SENTENCES else []
    return " ".join(f"{translate(FIELDS.get(one.field, one.field))}: {said(one, translate)}" for one in own)


def refused_unsent(external_id: str, issues: Sequence[Issue]) -> ItemResult:
    """Say what became of an item that was never sent, since it breaks rules."""
    text = " ".join(f"{one.field}: {one.text}" for one in issues)
    return ItemResult(external_id=external_id, outcome=Outcome.INVALID, code=issues[0].code, text=text)
