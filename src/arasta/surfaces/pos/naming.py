"""The serial numbers of what a desk sells: scanned or typed, kept in the session until the sale is done."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from arasta.contexts.inventory.queries import lots, serials
from arasta.contexts.inventory.types import SerialStatus, Traced, TrackingMode
from arasta.contexts.orders.queries import carts
from arasta.surfaces.pos import desk
from arasta.surfaces.pos.basket import BasketView, LineView, is_sent
from arasta.surfaces.pos.desk import Desk

_BETWEEN = re.compile(r"[\n\r,;\t]+")
_LONGEST = 100
Named = dict[UUID, tuple[Traced, ...]]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line whose units have serial numbers, and those that are known so far."""

    line: LineView
    codes: tuple[str, ...]

    @property
    def needed(self) -> int:
        return self.line.line.quantity

    @property
    def text(self) -> str:
        return "\n".join(self.codes)

    @property
    def is_complete(self) -> bool:
        return len(self.codes) == self.needed


def numbered(request: HttpRequest, shown: BasketView) -> list[Numbered]:
    """Return the lines of a cart whose units have serial numbers; those of what is sent are read where it is packed."""
    known, taken = desk.named_in(request, shown.cart_id), [row for row in shown.lines if not row.is_sent]
    how = lots.tracking([row.variant.id for row in taken])
    return [
        Numbered(row, tuple(known.get(str(row.variant.id), ())))
        for row in taken
        if row.variant.id in how and how[row.variant.id].mode is TrackingMode.SERIAL
    ]


def missing(request: HttpRequest, cart_id: UUID) -> tuple[int, int] | None:
    """Return (needed, given) of the first line that lacks numbers: no card is charged for it."""
    cart = carts.cart(cart_id)
    lines = [line for line in cart.lines if not is_sent(cart, line.variant_id)]
    known, how = desk.named_in(request, cart_id), lots.tracking([line.variant_id for line in lines])
    for line in lines:
        given = len(known.get(str(line.variant_id), []))
        is_numbered = line.variant_id in how and how[line.variant_id].mode is TrackingMode.SERIAL
        if is_numbered and given != line.quantity:
            return line.quantity, given
    return None


def remember(request: HttpRequest, cart_id: UUID, variant_id: UUID, codes: list[str]) -> None:
    """Keep the numbers of a line in place of those known before."""
    known = desk.named_in(request, cart_id)
    desk.keep_named(request, cart_id, {**known, str(variant_id): list(dict.fromkeys(codes))})


def remember_scanned(request: HttpRequest, cart_id: UUID, variant_id: UUID, code: str) -> None:
    """Keep one more number of a line."""
    known = desk.named_in(request, cart_id).get(str(variant_id), [])
    remember(request, cart_id, variant_id, [*known, code])


def traced(request: HttpRequest, cart_id: UUID) -> Named:
    """Return the numbers as the sale takes them."""
    known = desk.named_in(request, cart_id)
    return {UUID(key): tuple(Traced(code) for code in codes) for key, codes in known.items() if codes}


def codes_in(text: str) -> list[str]:
    """Read the numbers that a scanner or a person wrote: one a line, or with commas between."""
    return [code.strip()[:_LONGEST] for code in _BETWEEN.split(text) if code.strip()]


def variant_with(here: Desk, text: str) -> UUID | None:
    """Return what the unit with this serial number is, if it lies on this desk's shelf."""
    rows = serials.serials_with(text.strip()[:_LONGEST])
    own = [row for row in rows if row.status is SerialStatus.IN_STOCK and row.location_id == here.register.location_id]
    return own[0].variant_id if len(own) == 1 else None
