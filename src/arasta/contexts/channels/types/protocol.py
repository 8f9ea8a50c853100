"""The words connectors and flows share: what a channel can do, what is sent to it, what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from arasta.contexts.channels.types.inbound import Hint, SeenListing, WebhookSpec
from arasta.contexts.channels.types.orders import ChannelOrder, Unmapped
from arasta.contexts.channels.types.returning import Attachment, ChannelReturn, MoneyEntry, Rejection
from arasta.contexts.channels.types.sync import Op, Stream
from arasta.kernel.money import Money
from arasta.kernel.transport.limits import RateGroup

_BETWEEN = " \t-–—|/,;:·•("


@dataclass(frozen=True, slots=True, kw_only=True)
class PullSpec:
    """How a stream can be read. `every`: not worth a call more often, since the channel allows few or tells of changes.

    `resumes`: a cursor holds for hours, so reading that broke off goes on where it stopped.
    """

    newest_first: bool
    page_max: int
    longest_window: timedelta | None
    lookback: timedelta | None
    overlap: timedelta
    every: timedelta | None = None
    resumes: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSpec:
    """How an operation can be sent. `by_ticket`: the answer comes later, per item. `largest`: the highest quantity.

    `compares`: the channel refuses a change from another value than the one we name, and takes quantities apart from
    prices, so that those which did not change need not be told. `per_place`: stock is told for each place of the
    channel. `singles`: so many items or fewer go out one by one, since a batch takes more calls. `together`: by its
    refs, the call that tells a listing, where listings of one call are to follow one another.
    """

    batch_max: int
    by_ticket: bool
    ticket_lives: timedelta | None = None
    largest: int | None = None
    same_again_after: timedelta | None = None
    compares: bool = False
    per_place: bool = False
    singles: int = 0
    together: Callable[[Mapping[str, str]], str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a connector can do. An operation that is absent cannot be asked for. `reads_back`: see `fetch_listings`.

    `rejections`: the reasons for which the channel lets us reject a return. `category_fact`: the field of its own that
    names the category there, where our category's name means nothing to it.
    """

    pull: Mapping[Stream, PullSpec]
    push: Mapping[Op, PushSpec]
    rate_groups: Sequence[RateGroup] = ()
    private_keys: frozenset[str] = frozenset()
    webhook: WebhookSpec | None = None
    reads_back: bool = False
    rejections: Sequence[Rejection] = ()
    category_fact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PulledPage:
    """A page of a stream. Take the items, then ask on with `cursor`.

    `watermark` comes only with the last page of a window, since some channels read newest first: save it then, not
    before. `is_behind`: another window waits after it. `is_pending`: the
    channel still prepares what is behind `cursor`; ask later. Of the items only those of the stream that was asked for come.
    """

    orders: Sequence[ChannelOrder] = ()
    listings: Sequence[SeenListing] = ()
    returns: Sequence[ChannelReturn] = ()
    entries: Sequence[MoneyEntry] = ()
    hints: Sequence[Hint] = ()
    unmapped: Sequence[Unmapped] = ()
    cursor: str = ""
    watermark: str = ""
    is_behind: bool = False
    is_pending: bool = False
    newest_at: datetime | None = None


class Outcome(StrEnum):
    """What became of one item. UNKNOWN: sent, no answer; WAITING: the ticket will tell; SAME: left out.

    CONFLICT: the channel holds another value than the one we named, and says which in `current`.
    """

    OK = "ok"
    SAME = "same"
    WAITING = "waiting"
    RETRY = "retry"
    INVALID = "invalid"
    AUTH = "auth"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """What the channel said about one item, in its own words. `refs` are ids of the channel that later calls need."""

    external_id: str
    outcome: Outcome
    code: str = ""
    text: str = ""
    retry_after: timedelta | None = None
    current: int | None = None
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSent:
    """The values that went out last for a listing, and when."""

    version: int
    at: datetime
    quantity: int | None = None
    price: Money | None = None
    list_price: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferItem:
    """An absolute quantity, a price or both for one listing. None leaves what the channel has.

    `list_price` is the price before a reduction; without it the price itself is sent. `at_places` splits the quantity
    by places of the channel, where it has several. `refs` are the channel's further ids of the listing. `current` is
    what the channel holds as far as we know: what a channel that `compares` is told to compare with.
    """

    listing_id: UUID
    external_id: str
    version: int
    quantity: int | None = None
    price: Money | None = None
    list_price: Money | None = None
    last_sent: LastSent | None = None
    at_places: Mapping[str, int] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    current: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingItem:
    """A product to put on offer. `facts` are the channel's own fields (its category, brand and attribute numbers).

    `group` binds the variants of one product; `options` are what tells them apart, `attributes` free facts, both in
    the language of the listing. `refs` are empty as long as the channel does not know it. `version` grows with every
    writing of it, for channels that refuse an older one. `has_pictures`: it shows these pictures already, which
    concerns channels that copy pictures anew each time they are named.
    """

    listing_id: UUID
    external_id: str
    group: str
    sku: str
    title: str
    description: str
    price: Money
    list_price: Money | None
    quantity: int
    tax_percent: int
    images: Sequence[str]
    facts: Mapping[str, str] = field(default_factory=dict)
    barcode: str = ""
    brand: str = ""
    category: str = ""
    link: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    refs: Mapping[str, str] = field(default_factory=dict)
    version: int = 0
    has_pictures: bool = False

    @property
    def group_title(self) -> str:
        """The title without the options at its end: what the product above its variants is called."""
        return self.title.removesuffix(" ".join(self.options.values())).rstrip(_BETWEEN) or self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageLine:
    """Some units of a line of a package."""

    external_id: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageItem:
    """Something to tell about a package or a return: accepted, invoiced, tracked, canceled, refunded, answered.

    `amount` is what to give back with REFUND, `link` where INVOICE_LINK leads, `return_id` what APPROVE_RETURN and
    REJECT_RETURN are about. `key` is the same for every repetition of the same saying.
    """

    package_id: str
    order_id: str = ""
    lines: Sequence[PackageLine] = ()
    invoice_number: str = ""
    tracking_number: str = ""
    tracking_url: str = ""
    carrier: str = ""
    shipped_at: datetime | None = None
    amount: Money | None = None
    reason: str = ""
    note: str = ""
    files: Sequence[Attachment] = ()
    link: str = ""
    return_id: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """The answer to a push: one result per item, and the batch to ask about where items are WAITING."""

    results: Sequence[ItemResult]
    ticket: str = ""
    poll_after: timedelta = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """The answer to a poll. Not done: ask again. `lost`: the channel forgot the batch, send the newest again.

    `rest`: what became of the items that are not named, where the channel names only those that went wrong.
    """

    is_done: bool
    results: Sequence[ItemResult] = ()
    rest: Outcome | None = None
    lost: bool = False
    poll_after: timedelta = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A rule of the channel that an item breaks, known before sending. `blocks`: the channel would refuse it.

    `given`: what stands in the sentence of its code (see `issues`); without it the text is the channel's own.
    """

    field: str
    code: str
    text: str
    blocks: bool = True
    given: Mapping[str, object] | None = None
