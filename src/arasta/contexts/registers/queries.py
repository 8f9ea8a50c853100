"""Reads of registers and receipts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet, Sum

from arasta.contexts.registers.models import Receipt, Register
from arasta.contexts.registers.types import (
    DaySales,
    ReceiptId,
    ReceiptRow,
    ReceiptTender,
    RegisterId,
    RegisterRow,
    TenderTotal,
)
from arasta.kernel.errors import Missing, gettext_noop
from arasta.kernel.money import Money
from arasta.kernel.pages import clamp


class UnknownRegister(Missing):
    """No register has the id."""

    code = "unknown_register"
    template = gettext_noop("There is no such register.")


class UnknownReceipt(Missing):
    """No receipt has the id."""

    code = "unknown_receipt"
    template = gettext_noop("There is no such receipt.")


def registers(*, only_active: bool = False) -> list[RegisterRow]:
    """Return registers by code."""
    chosen = Register.objects.select_related("location", "channel").order_by("code")
    return [register_row(model) for model in (chosen.filter(is_active=True) if only_active else chosen)]


def register(register_id: UUID) -> RegisterRow:
    """Return one register. Raises UnknownRegister."""
    model = Register.objects.select_related("location", "channel").filter(id=register_id).first()
    if model is None:
        raise UnknownRegister
    return register_row(model)


def receipt(receipt_id: UUID) -> ReceiptRow:
    """Return one receipt. Raises UnknownReceipt."""
    found = _rows(Receipt.objects.filter(id=receipt_id))
    if not found:
        raise UnknownReceipt
    return found[0]


def receipts_of(order_ids: Collection[UUID]) -> list[ReceiptRow]:
    """Return the receipts of orders; an order sold elsewhere has none."""
    return _rows(Receipt.objects.filter(order_id__in=list(order_ids)).order_by("printed_at", "id"))


def todays_sales(
    day: date,
    zone: str,
    *,
    register_id: UUID | None = None,
    location_id: UUID | None = None,
    limit: int = 100,
) -> DaySales:
    """Return what registers sold on a business day, which begins and ends at midnight in the store's zone."""
    starts, ends = business_day(day, zone)
    chosen = Receipt.objects.filter(printed_at__gte=starts, printed_at__lt=ends)
    if register_id:
        chosen = chosen.filter(register_id=register_id)
    if location_id:
        chosen = chosen.filter(register__location_id=location_id)
    totals = _totals(chosen)
    newest = _rows(chosen.order_by("-printed_at", "-number")[: clamp(limit)])
    return DaySales(day, totals, tuple(newest), sum(total.receipts for total in totals))


def business_day(day: date, zone: str) -> tuple[datetime, datetime]:
    """Return when a day begins and ends in a zone; it has 23 or 25 hours when clocks change."""
    place = ZoneInfo(zone)
    starts = datetime.combine(day, time.min, place)
    ends = datetime.combine(day + timedelta(days=1), time.min, place)
    return starts.astimezone(UTC), ends.astimezone(UTC)


# lint: allow door - only the services of this room call it
def register_row(model: Register) -> RegisterRow:
    """Return a register as a frozen row."""
    return RegisterRow(
        id=RegisterId(model.id),
        code=model.code,
        name=model.name,
        location_id=model.location_id,
        location_name=model.location.name,
        channel_id=model.channel_id,
        is_active=model.is_active,
        last_receipt=model.last_receipt,
    )


def _totals(chosen: QuerySet[Receipt]) -> tuple[TenderTotal, ...]:
    found = (
        chosen.values("tender", "currency")
        .annotate(receipts=Count("id"), minor=Sum(F("tendered_minor") - F("change_minor")))
        .order_by("currency", "tender")
    )
    return tuple(
        TenderTotal(ReceiptTender(row["tender"]), row["receipts"], Money(int(row["minor"]), row["currency"]))
        for row in found
    )


def _rows(chosen: QuerySet[Receipt]) -> list[ReceiptRow]:
    return [_row(model) for model in chosen.select_related("register")]


def _row(model: Receipt) -> ReceiptRow:
    return ReceiptRow(
        id=ReceiptId(model.id),
        number=model.number,
        register_id=RegisterId(model.register_id),
        register_code=model.register.code,
        location_id=model.register.location_id,
        order_id=model.order_id,
        order_number=model.order_number,
        cashier_id=model.cashier_id,
        cashier_name=model.cashier_name,
        tender=ReceiptTender(model.tender),
        tendered=Money(model.tendered_minor, model.currency),
        change=Money(model.change_minor, model.currency),
        printed_at=model.printed_at,
    )
