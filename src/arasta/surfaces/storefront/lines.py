"""Cart lines as they are shown: what changed, what is missing, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.types import HoldPolicy
from arasta.flows.ordering.price_cart import PricedCart, PricedLine
from arasta.kernel.ids import to_public
from arasta.kernel.money import Money
from arasta.surfaces.storefront.cards import tint_of
from arasta.surfaces.storefront.choosing import query_of
from arasta.surfaces.storefront.places import words_later


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the cart. `problem` says in a sentence why it cannot be ordered as it stands, `later` what is to come."""

    variant_id: UUID
    public_id: str
    title: str
    options: str
    url: str
    picture: str | None
    tint: str
    quantity: int
    available: int
    unit_price: Money | None
    compare_at: Money | None
    total: Money | None
    old_price: Money | None
    problem: str
    later: str = ""

    @property
    def can_take_fewer(self) -> bool:
        return 0 < self.available < self.quantity


@dataclass(frozen=True, slots=True)
class CartView:
    """A cart as it is shown."""

    priced: PricedCart
    lines: tuple[LineView, ...]

    @property
    def has_problems(self) -> bool:
        return any(line.problem for line in self.lines)

    @property
    def is_held(self) -> bool:
        """Tell whether some of it is put by for who pays: not what is still to come, nor where the channel holds nothing."""
        is_there = any(line.later is None or line.later.units < line.quantity for line in self.priced.lines)
        return is_there and self.priced.channel.hold_policy is not HoldPolicy.NONE

    @property
    def has_price_changes(self) -> bool:
        return any(line.old_price is not None for line in self.lines)


def cart_view(priced: PricedCart, *, language: str, shortages: Mapping[UUID, int] | None = None) -> CartView:
    """Describe a priced cart; `shortages` are what a refusal said is left of each variant."""
    left = shortages or {}
    counts = {line.variant_id: line.quantity for line in priced.cart.lines}
    described = catalog.variants(counts, language=language)
    lines = [_line(line, described[line.variant.id], left.get(line.variant.id, line.offered)) for line in priced.lines]
    lines += [_unsold(described[key], counts[key]) for key in priced.unsellable if key in described]
    return CartView(priced, tuple(lines))


def _line(line: PricedLine, variant: VariantRow, available: int) -> LineView:
    return _described(
        variant,
        quantity=line.quantity,
        available=available if line.variant.is_active else 0,
        price=line,
        problem=_problem(line, available),
        later=_later(line, available),
    )


def _unsold(variant: VariantRow, quantity: int) -> LineView:
    problem = _("This is not sold here any more. Please take it out.")
    return _described(variant, quantity=quantity, available=0, price=None, problem=problem)


def _problem(line: PricedLine, available: int) -> str:
    if not line.variant.is_active:
        return _("This is not sold here any more. Please take it out.")
    if line.quantity <= available + (line.later.units if line.later else 0):
        return ""
    if available <= 0:
        return _("This has sold out. Please take it out of the basket.")
    return ngettext("Only %(count)s is left.", "Only %(count)s are left.", available) % {"count": available}


def _later(line: PricedLine, available: int) -> str:
    """Say which part of a line is to come, and when."""
    if line.later is None or _problem(line, available):
        return ""
    words, _tone = words_later(line.later)
    if line.later.units == line.quantity:
        return words
    part = ngettext("%(count)s of them:", "%(count)s of them:", line.later.units) % {"count": line.later.units}
    return f"{part} {words}"


def _described(
    variant: VariantRow, *, quantity: int, available: int, price: PricedLine | None, problem: str, later: str = ""
) -> LineView:
    changed = price is not None and price.price_changed
    return LineView(
        variant_id=variant.id,
        public_id=to_public("var", variant.id),
        title=variant.title,
        options=variant.options_text,
        url=reverse("shop_product", args=[variant.handle]) + (query_of(variant) if variant.option_codes else ""),
        picture=variant.picture,
        tint=tint_of(variant.swatch),
        quantity=quantity,
        available=max(available, 0),
        unit_price=price.unit_price if price else None,
        compare_at=price.compare_at if price else None,
        total=price.total if price else None,
        old_price=price.seen_price if price and changed else None,
        problem=problem,
        later=later,
    )
