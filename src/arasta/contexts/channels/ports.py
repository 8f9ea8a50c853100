"""What a connector to a channel must be. It never touches the network or the database: it writes plans, a transport
carries them out, and flows store what came of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from arasta.contexts.channels.types.inbound import (
    Hint,
    Introduction,
    RawRequest,
    Refused,
    SeenListing,
    Subscribed,
    Verified,
)
from arasta.contexts.channels.types.orders import ChannelOrder, Unmapped
from arasta.contexts.channels.types.protocol import (
    Capabilities,
    Issue,
    ListingItem,
    OfferItem,
    PackageItem,
    Polled,
    PulledPage,
    Pushed,
)
from arasta.contexts.channels.types.showing import Shown
from arasta.contexts.channels.types.sync import Op, Stream, Trouble
from arasta.kernel.errors import Conflict, Missing, gettext_noop
from arasta.kernel.transport.limits import Budget
from arasta.kernel.transport.wire import HttpRequest, HttpResponse, Plan


class ChannelTrouble(Exception):
    """A plan could not be carried out: the channel did not answer, or not in a way one can go on from."""

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        super().__init__(trouble, detail)
        self.trouble = trouble
        self.detail = detail


class NotOffered(Conflict):
    """The connector cannot do that on its channel."""

    code = "channel_cannot"
    template = gettext_noop("This channel does not offer that: %(what)s.")


class ChannelConnector(Protocol):
    """The port that every connector to a sales channel implements. All times come in."""

    def capabilities(self) -> Capabilities:
        """Say what this channel can do, and within which limits."""

    def pull(self, stream: Stream, *, watermark: str, cursor: str, now: datetime) -> Plan[PulledPage]:
        """Plan to read one page. Raises ChannelTrouble in the plan; then ask again with the same arguments."""

    def fetch_order(self, external_id: str) -> Plan[ChannelOrder | Unmapped | None]:
        """Plan to read one order whole, with all its packages. Raises ChannelTrouble in the plan."""

    def read_order(self, raw: str) -> ChannelOrder | Unmapped:
        """Read a document that was stored before, as `ChannelOrder.raw` or in a parked item."""

    def push_offers(self, items: Sequence[OfferItem], *, now: datetime) -> Plan[Pushed]:
        """Plan to send quantities and prices, at most one batch. The channel's refusals are in the results."""

    def push_listings(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to put products on offer, at most one batch."""

    def tell(self, op: Op, item: PackageItem) -> Plan[Pushed]:
        """Plan to tell about one package or return: whatever its capabilities name. Raises NotOffered for the rest."""

    def poll(self, op: Op, ticket: str) -> Plan[Polled]:
        """Plan to ask what became of a batch. Raises ChannelTrouble in the plan."""

    def check_listing(self, item: ListingItem) -> Sequence[Issue]:
        """Check the channel's rules before sending."""

    def shown_as(self, item: ListingItem) -> Shown:
        """Say how the channel shows a product that it took in: what is compared with what was read back."""

    def unlist(self, items: Sequence[ListingItem]) -> Plan[Pushed]:
        """Plan to take listings off the channel, at most one batch. Raises NotOffered."""

    def fetch_listings(self, refs: Sequence[Mapping[str, str]]) -> Plan[Sequence[SeenListing]]:
        """Plan to read listings back, at most one batch; each by its refs and its "external_id". Absent ones are GONE.

        Raises NotOffered, and ChannelTrouble in the plan.
        """

    def introduce(self) -> Plan[Introduction]:
        """Plan to ask the channel who we are to it: shows that address and credentials work. Raises ChannelTrouble."""

    def subscribe(self, address: str) -> Plan[Subscribed]:
        """Plan to have the channel call us at an address, once however often it is asked. Raises NotOffered."""

    def verify(self, request: RawRequest, *, secrets: Sequence[Mapping[str, str]], now: datetime) -> Verified | Refused:
        """Judge a call by its raw bytes, with all live sets of secrets, in constant time."""

    def hints(self, verified: Verified) -> Sequence[Hint]:
        """Say what a call is about. A topic that does not concern us gives none."""


@dataclass(frozen=True)
class Account:
    """What a connector needs to know of an installation."""

    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    currency: str


@dataclass(frozen=True)
class Token:
    """Headers that identify us for a while."""

    headers: Mapping[str, str]
    expires_at: datetime


TokenPlan = Callable[[datetime], Plan[Token]]
"""Plans to fetch a token that holds from a moment on. Raises ChannelTrouble in the plan (AUTH: the grant was revoked)."""

BudgetReader = Callable[[HttpRequest, HttpResponse], Budget | None]
"""Reads from an answer what is left of the budget it was charged to, where the channel tells."""


@dataclass(frozen=True)
class Opened:
    """A connector for one account, with the address to call and the headers that identify us.

    `token`: headers that expire are fetched by this plan, kept sealed for all processes and renewed by one of them.
    """

    connector: ChannelConnector
    base_url: str
    headers: Mapping[str, str]
    token: TokenPlan | None = None
    read_budget: BudgetReader | None = None


class ConnectorFactory(Protocol):
    """Opens a connector for an account. Raises SettingsWrong when something needed is absent."""

    def __call__(self, account: Account) -> Opened: ...


class ConsentRefused(Conflict):
    """What came back from the channel's page of consent is not an answer to what we asked."""

    code = "consent_refused"
    template = gettext_noop("The channel's answer could not be believed. Begin again.")


class Consent(Protocol):
    """How a merchant lets us in on the channel's own page, instead of copying a key from there."""

    @property
    def brings(self) -> frozenset[str]:
        """Name the secrets that consent brings, so that nobody has to fill them in."""

    def address(self, account: Account, *, state: str, return_to: str) -> str:
        """Return the page where consent is asked for. Raises SettingsWrong."""

    def code(self, account: Account, answer: Mapping[str, str], *, state: str, now: datetime) -> str:
        """Judge what the merchant's browser brought back, and return the code in it. Raises ConsentRefused."""

    def exchange(self, account: Account, code: str) -> Plan[Mapping[str, str]]:
        """Plan to exchange the code for the secrets. Raises ChannelTrouble in the plan."""


class SettingsWrong(Conflict):
    """The installation lacks something its connector needs."""

    code = "connector_settings_wrong"
    template = gettext_noop("The connector “%(connector)s” needs “%(missing)s”. Fill it in and save again.")


class UnknownConnector(Missing):
    """No connector of that name is registered."""

    code = "unknown_connector"
    template = gettext_noop("There is no connector called “%(given)s”.")


_factories: dict[str, ConnectorFactory] = {}
_consents: dict[str, Consent] = {}


def register_connector(name: str, factory: ConnectorFactory, *, consent: Consent | None = None) -> None:
    """Make a connector known; called once at start."""
    _factories[name] = factory
    if consent is not None:
        _consents[name] = consent


def consent_of(name: str) -> Consent | None:
    """Return how consent is asked for where a connector can do so."""
    return _consents.get(name)


def connector_named(name: str) -> ConnectorFactory:
    """Return the factory of a connector. Raises UnknownConnector."""
    if name not in _factories:
        raise UnknownConnector(given=name[:60])
    return _factories[name]


def connector_factories() -> Mapping[str, ConnectorFactory]:
    """Return the factories of all connectors by name."""
    return dict(_factories)


@dataclass(frozen=True)
class VariantName:
    """What people call a variant."""

    sku: str
    title: str


class VariantFacts(Protocol):
    """What the screens of channels need to know of variants; other rooms hold it, config brings it in."""

    def named(self, variant_ids: Sequence[UUID], *, language: str) -> Mapping[UUID, VariantName]:
        """Return names by id; unknown ids are absent."""

    def ids_by_sku(self, skus: Sequence[str]) -> Mapping[str, UUID]:
        """Return ids by SKU; unknown SKUs are absent."""

    def offered(self, channel_id: UUID, variant_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        """Return how many of each variant a channel may sell now."""


class _NoFacts:
    """Nothing is known until config says where to ask."""

    def named(self, variant_ids: Sequence[UUID], *, language: str) -> Mapping[UUID, VariantName]:
        return {}

    def ids_by_sku(self, skus: Sequence[str]) -> Mapping[str, UUID]:
        return {}

    def offered(self, channel_id: UUID, variant_ids: Sequence[UUID]) -> Mapping[UUID, int]:
        return {}


_facts: list[VariantFacts] = [_NoFacts()]


def learn_variants_from(facts: VariantFacts) -> None:
    """Say where to ask about variants; called once at start."""
    _facts[:] = [facts]


def variant_facts() -> VariantFacts:
    """Return where to ask about variants."""
    return _facts[0]
