"""Values of payments: tenders, statuses and their legal moves, accounts, rows and results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from arasta.kernel.errors import Conflict, gettext_noop
from arasta.kernel.money import Money

PaymentId = NewType("PaymentId", UUID)
AccountId = NewType("AccountId", UUID)

ACCOUNT_PREFIX = "pac"


RECORDED = "recorded"
"""The provider of money that was taken elsewhere; nobody calls us about it."""


class Tender(StrEnum):
    """A means of payment."""

    CARD = "card"
    CASH = "cash"
    MARKETPLACE = "marketplace"
    TERMINAL = "terminal"


class PaymentStatus(StrEnum):
    """Where a payment stands."""

    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    AUTHORIZED = "authorized"
    PARTLY_CAPTURED = "partly_captured"
    CAPTURED = "captured"
    PARTLY_REFUNDED = "partly_refunded"
    REFUNDED = "refunded"
    DECLINED = "declined"
    VOIDED = "voided"
    FAILED = "failed"


_S = PaymentStatus
_FIRST_ANSWER = frozenset(
    {_S.AUTHORIZED, _S.PARTLY_CAPTURED, _S.CAPTURED, _S.PARTLY_REFUNDED, _S.REFUNDED, _S.DECLINED, _S.VOIDED, _S.FAILED}
)

LEGAL_MOVES: dict[PaymentStatus, frozenset[PaymentStatus]] = {
    _S.PENDING: _FIRST_ANSWER | {_S.REQUIRES_ACTION},
    _S.REQUIRES_ACTION: _FIRST_ANSWER,
    _S.AUTHORIZED: frozenset({_S.PARTLY_CAPTURED, _S.CAPTURED, _S.VOIDED}),
    _S.PARTLY_CAPTURED: frozenset({_S.PARTLY_CAPTURED, _S.CAPTURED, _S.PARTLY_REFUNDED, _S.REFUNDED}),
    _S.CAPTURED: frozenset({_S.CAPTURED, _S.PARTLY_REFUNDED, _S.REFUNDED}),
    _S.PARTLY_REFUNDED: frozenset({_S.PARTLY_REFUNDED, _S.REFUNDED}),
    _S.REFUNDED: frozenset({_S.PARTLY_REFUNDED}),
    _S.DECLINED: frozenset(),
    _S.VOIDED: frozenset(),
    _S.FAILED: frozenset(),
}
"""A payment is partly captured while more of it may be taken, for parcels leave one by one. What a provider tells late
of captured and refunded payments may still grow.
"""

UNSETTLED = frozenset({_S.PENDING, _S.REQUIRES_ACTION})
HELD = frozenset({_S.AUTHORIZED, _S.PARTLY_CAPTURED})
"""More of these payments may still be taken."""


class Account(StrEnum):
    """Where money is, or who owes it."""

    CUSTOMER_RECEIVABLE = "customer_receivable"
    PROVIDER_CLEARING = "provider_clearing"
    MARKETPLACE_CLEARING = "marketplace_clearing"
    CASH_DRAWER = "cash_drawer"


HELD_IN: dict[Tender, Account] = {
    Tender.CARD: Account.PROVIDER_CLEARING,
    Tender.TERMINAL: Account.PROVIDER_CLEARING,
    Tender.MARKETPLACE: Account.MARKETPLACE_CLEARING,
    Tender.CASH: Account.CASH_DRAWER,
}
"""The account that money of a tender goes to when captured and comes from when refunded."""


class CaptureWhen(StrEnum):
    """When the money of an online order is taken: as goods leave, or as soon as the order stands."""

    AT_DISPATCH = "at_dispatch"
    WITH_ORDER = "with_order"


class PayStep(StrEnum):
    """How a shopper gives their card: test cards of ours, a form of the provider in our page, or the provider's page."""

    CARDS = "cards"
    ELEMENT = "element"
    HOSTED = "hosted"


class EntryKind(StrEnum):
    """Why money moved."""

    CAPTURED = "captured"
    REFUNDED = "refunded"


class Outcome(StrEnum):
    """What a gateway can say. UNKNOWN: it may or may not have happened; MISSING: the provider has no such payment."""

    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    REQUIRES_ACTION = "requires_action"
    DECLINED = "declined"
    VOIDED = "voided"
    REFUNDED = "refunded"
    FAILED = "failed"
    UNKNOWN = "unknown"
    MISSING = "missing"


class PaymentMoveRefused(Conflict):
    """The payment is where it cannot go there from."""

    code = "payment_move_refused"
    template = gettext_noop("That cannot be done with this payment any more. Reload the page to see how it stands.")


class CaptureExceedsAmount(Conflict):
    """More would be taken than was authorized."""

    code = "capture_exceeds_amount"
    template = gettext_noop("Only %(left)s of the payment is left to capture, not %(asked)s.")


class RefundExceedsCaptured(Conflict):
    """More would be given back than was taken."""

    code = "refund_exceeds_captured"
    template = gettext_noop("Only %(left)s of the payment is left to refund, not %(asked)s.")


@dataclass(frozen=True, slots=True)
class GatewayResult:
    """What a gateway answered. `captured` and `refunded` are totals so far; none: all, if the outcome says so.

    `left`: of a payment that was captured, what may still be; none: nothing, the rest was let go. `ends_at`: when an
    authorization lapses unless it is captured before.
    """

    outcome: Outcome
    provider_reference: str = ""
    redirect_url: str = ""
    decline_code: str = ""
    captured: Money | None = None
    refunded: Money | None = None
    ends_at: datetime | None = None
    left: Money | None = None


@dataclass(frozen=True, slots=True)
class PaymentResult:
    """A gateway's answer about one payment."""

    payment_id: PaymentId
    result: GatewayResult


@dataclass(frozen=True, slots=True)
class PaymentToPrepare:
    """A payment about to be tried. The caller makes `id`, so a retry is the same; `attempt` counts per cart."""

    id: PaymentId
    order_id: UUID
    cart_id: UUID
    tender: Tender
    provider: str
    amount: Money
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class PaymentTaken:
    """Money that is ours already: handed over in cash, or paid at a marketplace."""

    id: PaymentId
    order_id: UUID
    amount: Money
    cart_id: UUID | None = None
    attempt: int = 1
    provider: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class MoneyMove:
    """A capture or refund that happened. `reference` tells two of one payment apart and makes a repetition harmless."""

    payment_id: PaymentId
    amount: Money
    reference: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment as it stands."""

    id: PaymentId
    order_id: UUID
    cart_id: UUID | None
    attempt: int
    tender: Tender
    provider: str
    status: PaymentStatus
    amount: Money
    captured: Money
    refunded: Money
    provider_reference: str
    redirect_url: str
    decline_code: str
    created_at: datetime
    changed_at: datetime
    ends_at: datetime | None = None

    @property
    def is_settled(self) -> bool:
        """Nothing is awaited from the provider or the customer any more."""
        return self.status not in UNSETTLED

    @property
    def is_good(self) -> bool:
        """The money is promised or taken."""
        return self.is_held or self.status in {_S.CAPTURED, _S.PARTLY_REFUNDED}

    @property
    def is_held(self) -> bool:
        """More of it may still be taken."""
        return self.status in HELD

    @property
    def account_id(self) -> AccountId | None:
        """The shop's account it went through; none where the provider needs no account."""
        account = self.provider.partition(":")[2]
        return AccountId(UUID(account)) if account else None

    @property
    def promised(self) -> Money:
        """What is taken and kept, or can still be taken: nothing of a payment that came to nothing."""
        return (self.amount if self.is_held else self.captured) - self.refunded


@dataclass(frozen=True, slots=True)
class PaidInAll:
    """What the payments of an order come to in minor units: `promised` is what is taken or may still be.

    `is_let_go`: a promise was given up. `undone`: what was taken by payments that gave all of it back.
    """

    promised: int
    paid: int
    refunded: int
    is_let_go: bool
    undone: int


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One movement of money with both its legs."""

    id: UUID
    payment_id: PaymentId
    kind: EntryKind
    debit_account: Account
    credit_account: Account
    amount: Money
    reference: str
    at: datetime
    actor_name: str


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A channel's account at a provider; its secrets are named, never shown."""

    id: AccountId
    provider: str
    channel_id: UUID
    name: str
    settings: Mapping[str, str]
    secret_names: frozenset[str]
    captures: CaptureWhen
    is_active: bool

    @property
    def code(self) -> str:
        """The code its gateway has, and that payments remember."""
        return f"{self.provider}:{self.id}"


@dataclass(frozen=True, slots=True)
class AccountToSave:
    """An account as somebody wants it; an empty secret keeps the one that is there."""

    provider: str
    channel_id: UUID
    name: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str]
    captures: CaptureWhen = CaptureWhen.AT_DISPATCH
    is_active: bool = True
    id: AccountId | None = None
