"""What a listing says of its goods: fields, where each value comes from, and what an edit changes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop

TITLE, DESCRIPTION, IMAGES, BRAND, CATEGORY = "title", "description", "images", "brand", "category"
PLAIN_FIELDS = (TITLE, DESCRIPTION, IMAGES, BRAND, CATEGORY)
FACT, ATTRIBUTE = "fact:", "attribute:"
"""`fact:` are the channel's own fields (its category number, an attribute's number); `attribute:` free facts."""

PRICE, ASSORTMENT, SHARE, CAP, END_BELOW = "price", "assortment", "share", "cap", "end_below"
TRADE_FIELDS = (PRICE, ASSORTMENT, SHARE, CAP, END_BELOW)
"""What a bulk edit may change besides content; other rooms keep it."""

LONGEST_VALUE = 30_000
MOST_AT_ONCE = 5_000

_NAMED = re.compile(r"(?:fact|attribute):[^\x00-\x1f{}]{1,80}")


class UnknownField(Invalid):
    """A listing has no such field."""

    code = "unknown_field"
    template = gettext_noop("A listing has no field “%(given)s”.")


class UnknownPlaceholder(Invalid):
    """A template names something that goods do not have."""

    code = "unknown_placeholder"
    template = gettext_noop("A template cannot use “%(given)s”.")


class ValueTooLong(Invalid):
    """A value is longer than any channel takes."""

    code = "value_too_long"
    template = gettext_noop("“%(field)s” may have %(most)s characters at most.")


class EditIsOld(Conflict):
    """What the edit would change is not what was shown."""

    code = "edit_is_old"
    template = gettext_noop("Something changed since the differences were shown. Look at them again.")


class EditUnknown(Missing):
    """There is no such edit."""

    code = "edit_not_found"
    template = gettext_noop("There is no edit “%(given)s”.")


class EditUndone(Conflict):
    """An edit is undone once."""

    code = "edit_undone"
    template = gettext_noop("This edit was undone already.")


class TooManyListings(Invalid):
    """More than one edit takes."""

    code = "too_many_listings"
    template = gettext_noop("%(given)s listings are too many for one edit. Choose at most %(most)s.")


class NothingToEdit(Invalid):
    """The edit would change nothing."""

    code = "nothing_to_edit"
    template = gettext_noop("Nothing would change.")


class ReasonMissing(Invalid):
    """Prices beside the policy need a reason."""

    code = "reason_missing"
    template = gettext_noop("Some prices would stand beside the price policy of this channel. Say why.")


class Source(StrEnum):
    """Where a value comes from: the product, the channel's template, or the listing itself."""

    PRODUCT = "product"
    CHANNEL = "channel"
    LISTING = "listing"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What the master says of a variant, in the channel's language. `options` are (code, name, value).

    `query` is the part of its page's address that chooses it among its like.
    """

    variant_id: UUID
    product_id: UUID
    handle: str
    group: str
    sku: str
    gtin: str
    title: str
    description: str
    brand: str
    category: str
    options: tuple[tuple[str, str, str], ...]
    images: tuple[str, ...]
    tax_class: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A field's value, where it comes from, and what it would be without the listing's own."""

    field: str
    value: str
    source: Source
    inherited: str
    inherited_from: Source
    template: str = ""


Content = Mapping[str, Resolved]


@dataclass(frozen=True, slots=True)
class StoredContent:
    """What is stored for a channel and some of its listings, field by field."""

    templates: Mapping[str, str]
    own: Mapping[UUID, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class OwnValue:
    """What one listing says instead of what it would inherit; why, who said so and when, if that was an edit."""

    listing_id: UUID
    field: str
    value: str
    reason: str
    said_by: str
    said_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentChange:
    """A listing's own value to write; None takes it away, so that the inherited one shows again."""

    listing_id: UUID
    field: str
    value: str | None


class EditOp(StrEnum):
    SET = "set"
    APPEND = "append"
    PREPEND = "prepend"
    REPLACE = "replace"
    RESET = "reset"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditStep:
    """One thing that an edit does to every chosen listing. `find` is what REPLACE looks for.

    SET fills placeholders with each listing's own goods; PERCENT changes a price by so many percent.
    """

    field: str
    op: EditOp
    value: str = ""
    find: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What an edit does to one field of one listing.

    `shown_*` is what people see, inherited or not; `before` and `after` are the stored own values, None being none.
    `problem`: why it cannot be done (`after` counts for nothing then). `beside_policy`: a price that needs a reason.
    """

    listing_id: UUID
    external_id: str
    variant_id: UUID
    field: str
    shown_before: str
    shown_after: str
    before: str | None
    after: str | None
    problem: str = ""
    beside_policy: bool = False


@dataclass(frozen=True, slots=True)
class EditPlan:
    """All differences an edit makes, and a mark that tells whether they are still the same later."""

    differences: Sequence[Difference]
    mark: str
    untouched: int

    @property
    def sound(self) -> list[Difference]:
        return [one for one in self.differences if not one.problem]

    @property
    def refused(self) -> list[Difference]:
        return [one for one in self.differences if one.problem]

    @property
    def needs_reason(self) -> bool:
        return any(one.beside_policy for one in self.sound)


class EditStatus(StrEnum):
    SAVED = "saved"
    UNDONE = "undone"
    PARTLY_UNDONE = "partly_undone"


EDIT_MOVES: dict[EditStatus, frozenset[EditStatus]] = {
    EditStatus.SAVED: frozenset({EditStatus.UNDONE, EditStatus.PARTLY_UNDONE}),
    EditStatus.PARTLY_UNDONE: frozenset(),
    EditStatus.UNDONE: frozenset(),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """A saved edit."""

    id: UUID
    channel_id: UUID
    status: EditStatus
    note: str
    saved_by: str
    saved_at: datetime
    undone_by: str
    undone_at: datetime | None
    changes: int
    listings: int


@dataclass(frozen=True, slots=True)
class EditChange:
    """One change of a saved edit. `is_undone`: it was taken back."""

    listing_id: UUID
    external_id: str
    variant_id: UUID
    field: str
    shown_before: str
    shown_after: str
    before: str | None
    after: str | None
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did: so many changes taken back, and those that were changed again since."""

    restored: int
    changed_since: Sequence[EditChange] = field(default_factory=list)


EDIT_PREFIX = "edt"


def check_field(name: str) -> str:
    """Return a content field's name. Raises UnknownField."""
    if name in PLAIN_FIELDS or _NAMED.fullmatch(name):
        return name
    raise UnknownField(given=name[:80])


def check_value(name: str, value: str) -> str:
    """Return a value as it is stored: trimmed, without what texts cannot hold. Raises ValueTooLong."""
    kept = value.replace("\x00", "").replace("\r\n", "\n").strip()
    if len(kept) > LONGEST_VALUE:
        raise ValueTooLong(field=name, most=LONGEST_VALUE)
    return kept
