"""Facts that payments tell. Their order is kept per order, so that its payment status follows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from arasta.kernel.events import Event
from arasta.kernel.money import Money


@dataclass(frozen=True, kw_only=True)
class _PaymentFact:
    payment_id: UUID
    order_id: UUID
    tender: str
    amount: Money

    @property
    def subject(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class PaymentAuthorized(_PaymentFact, Event):
    """The customer's money is promised: `amount` may be captured."""

    name: ClassVar[str] = "payments.payment_authorized"


@dataclass(frozen=True, kw_only=True)
class PaymentCaptured(_PaymentFact, Event):
    """Money was taken: `amount` now, `captured` in all, of `authorized`."""

    name: ClassVar[str] = "payments.payment_captured"

    captured: Money
    authorized: Money


@dataclass(frozen=True, kw_only=True)
class PaymentRefunded(_PaymentFact, Event):
    """Money was given back: `amount` now, `refunded` in all, of `captured`."""

    name: ClassVar[str] = "payments.payment_refunded"

    refunded: Money
    captured: Money


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(_PaymentFact, Event):
    """The payment came to nothing: declined by the provider, or failed."""

    name: ClassVar[str] = "payments.payment_failed"

    status: str
    decline_code: str


@dataclass(frozen=True, kw_only=True)
class PaymentVoided(_PaymentFact, Event):
    """The promise of money was let go; nothing was taken."""

    name: ClassVar[str] = "payments.payment_voided"
