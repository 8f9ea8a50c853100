"""What a provider of payments implements, and where its code is registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from arasta.contexts.payments.types import GatewayResult, PaymentId, PayStep, Tender
from arasta.kernel.errors import Forbidden, Missing, gettext_noop
from arasta.kernel.money import Money


class UnknownProvider(Missing):
    """No gateway is registered under the code."""

    code = "unknown_payment_provider"
    template = gettext_noop("There is no payment provider called “%(code)s”.")


class NoticeForged(Forbidden):
    """A notice that the provider did not sign, or signed too long ago."""

    code = "payment_notice_forged"
    template = gettext_noop("This notice is not signed by the payment provider.")


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who pays, as some providers want to know it."""

    name: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    ip: str = ""


NOBODY = Buyer()


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A payment to be authorized. `token` stands for the card: no card number ever reaches us.

    `language` is for the provider's own pages, `shop` the name the customer reads there.
    """

    payment_id: PaymentId
    amount: Money
    tender: Tender
    token: str
    return_url: str = ""
    capture: bool = False
    language: str = ""
    shop: str = ""
    buyer: Buyer = NOBODY


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """A payment the provider knows."""

    payment_id: PaymentId
    provider_reference: str


class PaymentGateway(Protocol):
    """Speaks to one provider. The payment's id is the idempotency key and the reference at the provider.

    Never called inside a transaction. An answer nobody heard (time-out, 5xx) is Outcome.UNKNOWN, never an exception:
    the caller fetches by reference before anything else. `key` tells two captures or refunds of one payment apart. A
    capture, void or refund that the provider refuses answers the payment as it stands, with the reason as decline code.
    A provider takes a payment once and lets go what is left, unless it was registered as one that captures in parts:
    then what is left is held until it is taken or voided.
    """

    def authorize(self, request: AuthorizationRequest) -> GatewayResult:
        """Ask for a promise of money, or for money at once with `capture`."""

    def fetch(self, payment_id: PaymentId, reference: str = "") -> GatewayResult:
        """Ask what became of a payment, by theirs where known; Outcome.MISSING if the provider never saw it."""

    def capture(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Take authorized money."""

    def void(self, payment: ProviderPayment) -> GatewayResult:
        """Let an authorization go."""

    def refund(self, payment: ProviderPayment, *, amount: Money, key: str) -> GatewayResult:
        """Give captured money back."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a provider called about: our id of the payment, or theirs. What became of it is asked, never read here."""

    payment_id: PaymentId | None
    reference: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a provider as it came."""

    headers: Mapping[str, str]
    body: bytes


ReadNotice = Callable[[Mapping[str, str], Call, datetime], Notice | None]
"""Judges a call with an account's credentials; nothing if it is about nothing of ours. Raises NoticeForged."""


@dataclass(frozen=True, slots=True)
class CredentialField:
    """Something an account needs; secrets are sealed."""

    name: str
    label: str
    hint: str = ""
    is_secret: bool = False
    is_required: bool = True
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageSources:
    """What the payment page alone may load, show, ask and send forms to, where an account of the provider is used."""

    scripts: tuple[str, ...] = ()
    frames: tuple[str, ...] = ()
    connects: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    script_url: str = ""


def _never(settings: Mapping[str, str]) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class ProviderKind:
    """A provider one can have accounts at. `is_stand_in` tells by an account's settings whether no money moves there."""

    code: str
    name: str
    step: PayStep
    fields: tuple[CredentialField, ...]
    open: Callable[[Mapping[str, str]], PaymentGateway]
    read_notice: ReadNotice
    sources: Callable[[Mapping[str, str]], PageSources]
    in_parts: bool = False
    is_stand_in: Callable[[Mapping[str, str]], bool] = _never


_factories: dict[str, Callable[[], PaymentGateway]] = {}
_kinds: dict[str, ProviderKind] = {}
_readers: list[Callable[[UUID], Mapping[str, str]]] = []
_in_parts: set[str] = set()


def register_gateway(code: str, factory: Callable[[], PaymentGateway], *, in_parts: bool = False) -> None:
    """Offer a gateway under a provider code, which may capture `in_parts`; called once at start."""
    _factories[code] = factory
    (_in_parts.add if in_parts else _in_parts.discard)(code)


def register_provider(kind: ProviderKind) -> None:
    """Offer a provider that one can have accounts at; called once at start."""
    _kinds[kind.code] = kind


def read_credentials_with(reader: Callable[[UUID], Mapping[str, str]]) -> None:
    """Say who knows the credentials of accounts; called once at start."""
    _readers[:] = [reader]


def kinds() -> tuple[ProviderKind, ...]:
    """Return the providers one can have accounts at, by name."""
    return tuple(sorted(_kinds.values(), key=lambda kind: kind.name))


def kind(code: str) -> ProviderKind:
    """Return a provider one can have accounts at. Raises UnknownProvider."""
    if code not in _kinds:
        raise UnknownProvider(code=code)
    return _kinds[code]


def credentials(account_id: UUID) -> Mapping[str, str]:
    """Return what an account is reached with: settings and secrets."""
    return _readers[0](account_id)


def gateway(code: str) -> PaymentGateway:
    """Return the gateway of a provider, or of an account: `provider:id`. Raises UnknownProvider."""
    name, _, account = code.partition(":")
    if account:
        return kind(name).open(credentials(UUID(account)))
    if code not in _factories:
        raise UnknownProvider(code=code)
    return _factories[code]()


def captures_in_parts(code: str) -> bool:
    """Tell whether a payment of this provider, or account, may be captured parcel by parcel."""
    name, _, account = code.partition(":")
    return kind(name).in_parts if account else code in _in_parts


def providers() -> tuple[str, ...]:
    """Return the codes of all gateways that need no account."""
    return tuple(sorted(_factories))
