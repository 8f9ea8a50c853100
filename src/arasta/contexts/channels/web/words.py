"""What kinds, statuses and troubles are called on screens, and how they look."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from arasta.contexts.channels.types import (
    ChannelKind,
    ChannelStatus,
    HoldPolicy,
    ListingStatus,
    Op,
    PackageState,
    ParkedReason,
    ParkedStatus,
    Stream,
    TicketStatus,
)
from arasta.contexts.channels.types.connectors import Service
from arasta.contexts.channels.types.inbound import Refusal
from arasta.contexts.channels.types.inbox import CallStatus
from arasta.contexts.channels.types.issues import said_of
from arasta.contexts.channels.types.listings import Listing
from arasta.contexts.channels.types.quality import StoredJudgment

KINDS: dict[ChannelKind, Promise] = {
    ChannelKind.WEB: pgettext_lazy("channel kind", "Web shop"),
    ChannelKind.STORE: pgettext_lazy("channel kind", "Store"),
    ChannelKind.MARKETPLACE: pgettext_lazy("channel kind", "Marketplace"),
    ChannelKind.POPUP: pgettext_lazy("channel kind", "Pop-up"),
    ChannelKind.PHONE: pgettext_lazy("channel kind", "Phone"),
}
SERVICES: dict[Service, Promise] = {
    Service.MARKETPLACE: KINDS[ChannelKind.MARKETPLACE],
    Service.WEB_SHOP: pgettext_lazy("channel kind", "Web shop platform"),
    Service.ADS: pgettext_lazy("channel kind", "Ad channel"),
    Service.SOCIAL: pgettext_lazy("channel kind", "Social shop"),
}
SERVICE_ICONS = {
    Service.MARKETPLACE: "shopping-bag",
    Service.WEB_SHOP: "globe",
    Service.ADS: "megaphone",
    Service.SOCIAL: "users",
}
KIND_ICONS = {
    ChannelKind.WEB: "globe",
    ChannelKind.STORE: "store",
    ChannelKind.MARKETPLACE: "shopping-bag",
    ChannelKind.POPUP: "container",
    ChannelKind.PHONE: "phone",
}
CHANNEL_STATUSES: dict[ChannelStatus, Promise] = {
    ChannelStatus.ACTIVE: pgettext_lazy("channel", "Active"),
    ChannelStatus.PAUSED: pgettext_lazy("channel", "Paused"),
}
HOLD_POLICIES: dict[HoldPolicy, Promise] = {
    HoldPolicy.NONE: pgettext_lazy("hold policy", "Never before the order: who orders first gets it"),
    HoldPolicy.ON_ORDER: pgettext_lazy("hold policy", "From the checkout on, while the buyer pays"),
    HoldPolicy.ON_CART: pgettext_lazy("hold policy", "As soon as it is put in the cart; every change renews the time"),
}
STREAMS: dict[Stream, Promise] = {
    Stream.ORDERS: _("Orders in"),
    Stream.STOCK: _("Stock out"),
    Stream.PRICES: _("Prices out"),
    Stream.LISTINGS: _("Listings out"),
    Stream.RETURNS: _("Returns in"),
    Stream.SETTLEMENTS: _("Settlements in"),
    Stream.NOTICES: _("Notices in"),
}
SILENCES: dict[str, Promise] = {
    "not_sent": _("Could not be reached"),
    "timeout": _("No answer in time"),
    "broken": _("The line broke"),
    "out_of_budget": _("Held back: the limit is used up"),
    "circuit_open": _("Held back: too many failed in a row"),
}
CALL_STATUSES: dict[CallStatus, Promise] = {
    CallStatus.WAITING: pgettext_lazy("call", "Waiting"),
    CallStatus.HEARD: pgettext_lazy("call", "Followed"),
    CallStatus.IGNORED: pgettext_lazy("call", "Nothing of ours"),
    CallStatus.UNREADABLE: pgettext_lazy("call", "Unreadable"),
}
CALL_TONES = {
    CallStatus.WAITING: "info",
    CallStatus.HEARD: "good",
    CallStatus.IGNORED: "neutral",
    CallStatus.UNREADABLE: "bad",
}
REFUSALS: dict[Refusal, Promise] = {
    Refusal.NO_SIGNATURE: _("Came without a signature"),
    Refusal.WRONG_SIGNATURE: _("The signature is wrong: perhaps the secret was changed at the channel"),
    Refusal.TOO_OLD: _("Too old, or one of the clocks is wrong"),
    Refusal.UNREADABLE: _("Could not be read"),
    Refusal.OTHER_ACCOUNT: _("Meant for another account"),
    Refusal.NOT_OFFERED: _("This channel does not call us"),
}
LISTING_STATUSES: dict[ListingStatus, Promise] = {
    ListingStatus.DRAFT: pgettext_lazy("listing", "Draft"),
    ListingStatus.PENDING: pgettext_lazy("listing", "Being checked"),
    ListingStatus.ACTIVE: pgettext_lazy("listing", "On offer"),
    ListingStatus.FAILED: pgettext_lazy("listing", "Refused"),
    ListingStatus.ENDED: pgettext_lazy("listing", "Ended"),
}
LISTING_TONES = {
    ListingStatus.DRAFT: "neutral",
    ListingStatus.PENDING: "info",
    ListingStatus.ACTIVE: "good",
    ListingStatus.FAILED: "bad",
    ListingStatus.ENDED: "neutral",
}
PARKED_STATUSES: dict[ParkedStatus, Promise] = {
    ParkedStatus.OPEN: pgettext_lazy("parked item", "Waiting"),
    ParkedStatus.RESOLVED: pgettext_lazy("parked item", "Resolved"),
    ParkedStatus.DISMISSED: pgettext_lazy("parked item", "Put aside"),
}
PARKED_TONES = {ParkedStatus.OPEN: "warn", ParkedStatus.RESOLVED: "good", ParkedStatus.DISMISSED: "neutral"}
REASONS: dict[ParkedReason, Promise] = {
    ParkedReason.UNKNOWN_SKU: _("A code that stands for no product yet"),
    ParkedReason.UNKNOWN_STATUS: _("A status we have never met"),
    ParkedReason.OTHER_CURRENCY: _("Another currency than the channel's"),
    ParkedReason.UNREADABLE: _("A document that cannot be read"),
    ParkedReason.AMOUNTS_DISAGREE: _("Amounts that do not add up"),
    ParkedReason.OUT_OF_STOCK: _("Not enough stock"),
    ParkedReason.REFUSED: _("Refused by our own rules"),
    ParkedReason.GONE: _("Deleted on the channel"),
    ParkedReason.CANCELED_HERE: _("Canceled here, not on the channel"),
}
ADVICE: dict[ParkedReason, Promise] = {
    ParkedReason.UNKNOWN_SKU: _("Say which SKU each code stands for. It is remembered, and the order is taken again."),
    ParkedReason.UNKNOWN_STATUS: _("Look at the order on the channel. Try again when its status has moved on."),
    ParkedReason.OTHER_CURRENCY: _("This channel sells in one currency only. Settle the order on the channel."),
    ParkedReason.UNREADABLE: _("Try again; if it stays, send what the channel sent to whoever looks after Arasta."),
    ParkedReason.AMOUNTS_DISAGREE: _("Compare the order on the channel, then try again or put it aside."),
    ParkedReason.OUT_OF_STOCK: _("Receive or move stock and try again, or cancel the order on the channel."),
    ParkedReason.REFUSED: _("Mend what is named, then try again."),
    ParkedReason.GONE: _("It was on offer and somebody deleted it there. Publish it again, or put this aside."),
    ParkedReason.CANCELED_HERE: _(
        "This channel takes no cancellation from us. Cancel the order there, then put this aside."
    ),
}
TICKET_STATUSES: dict[TicketStatus, Promise] = {
    TicketStatus.OPEN: pgettext_lazy("batch", "Being worked off"),
    TicketStatus.DONE: pgettext_lazy("batch", "Answered"),
    TicketStatus.EXPIRED: pgettext_lazy("batch", "Answer lost, sent again"),
}
TICKET_TONES = {TicketStatus.OPEN: "info", TicketStatus.DONE: "good", TicketStatus.EXPIRED: "warn"}
OPS: dict[Op, Promise] = {
    Op.STOCK: _("Stock"),
    Op.PRICE: _("Prices"),
    Op.LISTING: _("Listings"),
    Op.ACCEPT: _("Picking"),
    Op.INVOICE: _("Invoice"),
    Op.TRACKING: _("Tracking"),
    Op.CANCEL: _("Cancellation"),
    Op.REFUND: _("Refund"),
    Op.UNLIST: _("Ending listings"),
    Op.INVOICE_LINK: _("Invoice link"),
    Op.APPROVE_RETURN: _("Approving returns"),
    Op.REJECT_RETURN: _("Rejecting returns"),
}
PACKAGE_STATES: dict[PackageState, Promise] = {
    PackageState.AWAITING_PAYMENT: pgettext_lazy("package", "Awaiting payment"),
    PackageState.OPEN: pgettext_lazy("package", "New"),
    PackageState.ACCEPTED: pgettext_lazy("package", "Being picked"),
    PackageState.INVOICED: pgettext_lazy("package", "Invoiced"),
    PackageState.SHIPPED: pgettext_lazy("package", "On its way"),
    PackageState.AT_PICKUP: pgettext_lazy("package", "Waits for pickup"),
    PackageState.DELIVERED: pgettext_lazy("package", "Delivered"),
    PackageState.UNDELIVERED: pgettext_lazy("package", "Not delivered"),
    PackageState.RETURNED: pgettext_lazy("package", "Returned"),
    PackageState.CANCELLED: pgettext_lazy("package", "Canceled"),
    PackageState.REPLACED: pgettext_lazy("package", "Made anew"),
    PackageState.UNKNOWN: pgettext_lazy("package", "Unknown status"),
}

MOST_QUOTED = 160


def problem(row: Listing, judgment: StoredJudgment | None) -> str:
    """Say what is wrong with a listing: by our own rules in the reader's language, else in the channel's words."""
    own = said_of(row, judgment.issues if judgment else (), gettext)
    return own or (quoted(row.problem) if row.problem else "")


def quoted(said: str) -> str:
    """Return words of the channel's own as such."""
    return gettext("“%(said)s”") % {"said": said[:MOST_QUOTED]}
