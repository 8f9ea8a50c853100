"""Reads of payments and of the ledger of money."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings as django_settings
from django.core import signing
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from arasta.contexts.payments.models import MoneyEntry, Payment, ProviderAccount
from arasta.contexts.payments.types import (
    HELD,
    RECORDED,
    UNSETTLED,
    Account,
    AccountId,
    AccountRow,
    CaptureWhen,
    EntryKind,
    EntryRow,
    PaidInAll,
    PaymentId,
    PaymentRow,
    PaymentStatus,
    Tender,
)
from arasta.kernel import prepared, sealing
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.ids import UnknownId, from_public, to_public
from arasta.kernel.money import Money
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


class UnknownPayment(Missing):
    """No payment has the id."""

    code = "unknown_payment"
    template = gettext_noop("There is no such payment.")


class UnknownAccount(Missing):
    """No account has the id."""

    code = "unknown_payment_account"
    template = gettext_noop("There is no such account at a payment provider.")


class LinkExpired(Missing):
    """A payment link that is not ours, or too old."""

    code = "payment_link_expired"
    template = gettext_noop("This payment link is not valid any more. Ask the store for a new one.")


_LINK = signing.TimestampSigner(salt="arasta.payment.link", sep=".")


def payment(payment_id: UUID) -> PaymentRow:
    """Return one payment. Raises UnknownPayment."""
    return payments([payment_id])[0]


def payments(payment_ids: Sequence[UUID]) -> list[PaymentRow]:
    """Return payments in the order asked. Raises UnknownPayment if one is missing."""
    found = {model.id: to_row(model) for model in Payment.objects.filter(id__in=list(payment_ids))}
    if any(key not in found for key in payment_ids):
        raise UnknownPayment
    return [found[key] for key in payment_ids]


def payments_of(order_ids: Collection[UUID]) -> list[PaymentRow]:
    """Return the payments of orders, oldest first."""
    return _rows(Payment.objects.filter(order_id__in=list(order_ids)).order_by("created_at", "id"))


def paid_in_all(order_id: UUID) -> PaidInAll:
    """Return what the payments of an order come to."""
    rows = payments_of([order_id])
    return PaidInAll(
        promised=sum((row.amount if row.is_held else row.captured).minor for row in rows),
        paid=sum(row.captured.minor for row in rows),
        refunded=sum(row.refunded.minor for row in rows),
        is_let_go=any(row.status is PaymentStatus.VOIDED for row in rows),
        undone=sum(row.captured.minor for row in rows if row.captured == row.refunded),
    )


def kept_of(order_id: UUID) -> int:
    """Return, in minor units, what is taken of an order and was not given back, or may still be taken."""
    return sum(row.promised.minor for row in payments_of([order_id]))


def cash_of(order_id: UUID) -> int:
    """Return, in minor units, what was taken for an order in cash and was not given back."""
    cash = [row for row in payments_of([order_id]) if row.tender is Tender.CASH]
    return sum((row.captured - row.refunded).minor for row in cash)


def payments_of_carts(cart_ids: Collection[UUID]) -> list[PaymentRow]:
    """Return the payments tried for carts, by attempt."""
    return _rows(Payment.objects.filter(cart_id__in=list(cart_ids)).order_by("cart_id", "attempt"))


def payments_by_reference(provider: str, reference: str) -> list[PaymentRow]:
    """Return the payments of a gateway that the provider calls so, oldest first."""
    found = Payment.objects.filter(provider=provider, provider_reference=reference)
    return _rows(found.order_by("created_at", "id")[:10]) if reference else []


def lapsed(*, limit: int = 100) -> list[PaymentRow]:
    """Return promises of money whose time is over by the database's clock, the oldest first."""
    over = Payment.objects.filter(
        status__in=[status.value for status in HELD], ends_at__isnull=False, ends_at__lt=RawSQL("clock_timestamp()", [])
    )
    return _rows(over.order_by("ends_at")[:limit])


@dataclass(frozen=True, slots=True)
class Tried:
    """How often it was tried to pay for a cart, and whether one attempt is still open."""

    attempts: int = 0
    is_pending: bool = False


def tried_for_carts(cart_ids: Sequence[UUID]) -> dict[UUID, Tried]:
    """Return what was tried for carts; one for which nothing was is absent."""
    found = prepared.rows(
        "SELECT cart_id, count(*)::int, bool_or(status = 'pending') FROM payments_payment WHERE cart_id = ANY(%s)"
        " GROUP BY 1",
        [list(cart_ids)],
    )
    return {cart: Tried(attempts, is_pending) for cart, attempts, is_pending in found}


def pending_since(
    older_than: timedelta, *, statuses: Collection[PaymentStatus] = UNSETTLED, limit: int = 100
) -> list[PaymentRow]:
    """Return payments that have waited longer than that by the database's clock, oldest first."""
    before = RawSQL("clock_timestamp() - %s", [older_than])
    waiting = Payment.objects.filter(status__in=[status.value for status in statuses], created_at__lt=before)
    return _rows(waiting.order_by("created_at", "id")[:limit])


def payments_page(
    *,
    status: PaymentStatus | None = None,
    tender: Tender | None = None,
    text: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[PaymentRow]:
    """Return payments, newest first. `text` finds by payment id, order id, or the start of a provider's reference."""
    chosen, size = Payment.objects.filter(_matching(text)).order_by("-created_at", "-id"), clamp(limit)
    if status:
        chosen = chosen.filter(status=status.value)
    if tender:
        chosen = chosen.filter(tender=tender.value)
    after = decode_cursor(cursor, 2)
    if after:
        at, key = datetime.fromisoformat(str(after[0])), UUID(str(after[1]))
        chosen = chosen.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=key), created_at__lte=at)
    rows = _rows(chosen[: size + 1])
    more = len(rows) > size
    last = rows[size - 1] if more else None
    return Page(rows[:size], encode_cursor(last.created_at.isoformat(), str(last.id)) if last else None)


def _matching(text: str) -> Q:
    word = text.strip()
    if not word:
        return Q()
    for prefix, column in (("pay", "id"), ("ord", "order_id")):
        with suppress(UnknownId):
            return Q(**{column: from_public(prefix, word)})
    return Q(provider_reference__startswith=word) & ~Q(provider=RECORDED)


def entries_of(payment_ids: Collection[UUID]) -> list[EntryRow]:
    """Return the ledger of payments in the order money moved."""
    found = MoneyEntry.objects.filter(payment_id__in=list(payment_ids)).order_by("at", "id")
    return [_entry(entry) for entry in found]


def accounts(*, channel_id: UUID | None = None, only_active: bool = False) -> list[AccountRow]:
    """Return the accounts at providers, those in use first."""
    chosen = ProviderAccount.objects.order_by("-is_active", "provider", "name", "id")
    if channel_id is not None:
        chosen = chosen.filter(channel_id=channel_id)
    return [_account(model) for model in (chosen.filter(is_active=True) if only_active else chosen)]


def account(account_id: UUID) -> AccountRow:
    """Return one account. Raises UnknownAccount."""
    return _account(_account_model(account_id))


def credentials(account_id: UUID) -> Mapping[str, str]:
    """Return what an account is reached with: settings and secrets. Raises UnknownAccount."""
    model = _account_model(account_id)
    return {**model.settings, **sealing.unseal(model.sealed, django_settings.FIELD_KEY)}


def link_word(order_id: UUID) -> str:
    """Return the word of a payment link: who holds it may pay the order."""
    return _LINK.sign(to_public("ord", order_id))


def order_of_link(word: str, *, max_age: timedelta) -> UUID:
    """Return the order a payment link is for. Raises LinkExpired."""
    try:
        return from_public("ord", _LINK.unsign(word, max_age=max_age))
    except (signing.BadSignature, UnknownId) as wrong:
        raise LinkExpired from wrong


def _account_model(account_id: UUID) -> ProviderAccount:
    try:
        return ProviderAccount.objects.get(id=account_id)
    except ProviderAccount.DoesNotExist as missing:
        raise UnknownAccount from missing


def _account(model: ProviderAccount) -> AccountRow:
    return AccountRow(
        id=AccountId(model.id),
        provider=model.provider,
        channel_id=model.channel_id,
        name=model.name,
        settings=model.settings,
        secret_names=frozenset(sealing.unseal(model.sealed, django_settings.FIELD_KEY)),
        captures=CaptureWhen(model.captures),
        is_active=model.is_active,
    )


# lint: allow door - only the services of this room call it
def to_row(model: Payment) -> PaymentRow:
    """Return a payment as a frozen row."""
    return PaymentRow(
        id=PaymentId(model.id),
        order_id=model.order_id,
        cart_id=model.cart_id,
        attempt=model.attempt,
        tender=Tender(model.tender),
        provider=model.provider,
        status=PaymentStatus(model.status),
        amount=Money(model.amount_minor, model.currency),
        captured=Money(model.captured_minor, model.currency),
        refunded=Money(model.refunded_minor, model.currency),
        provider_reference=model.provider_reference,
        redirect_url=model.redirect_url,
        decline_code=model.decline_code,
        created_at=model.created_at,
        changed_at=model.changed_at,
        ends_at=model.ends_at,
    )


def _rows(found: QuerySet[Payment]) -> list[PaymentRow]:
    return [to_row(model) for model in found]


def _entry(model: MoneyEntry) -> EntryRow:
    return EntryRow(
        id=model.id,
        payment_id=PaymentId(model.payment_id),
        kind=EntryKind(model.kind),
        debit_account=Account(model.debit_account),
        credit_account=Account(model.credit_account),
        amount=Money(model.amount_minor, model.currency),
        reference=model.reference,
        at=model.at,
        actor_name=model.actor_name,
    )
