"""What went wrong at the till, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.utils.translation import gettext as _

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.inventory.types import OutOfStock, Shortage
from arasta.contexts.orders.types import EmptyCart
from arasta.flows.ordering.refusals import NotSold, PaymentDeclined, PaymentUnclear, PriceChanged
from arasta.flows.ordering.ring_up_sale import TooLittleCash
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.money import Money
from arasta.kernel.web.templatetags.arasta import moment, money
from arasta.surfaces.pos import shelf
from arasta.surfaces.pos.desk import Desk


@dataclass(frozen=True, slots=True)
class Trouble:
    """A refusal as the cashier reads it: what happened, the facts, what to do."""

    code: str
    status: int
    title: str
    facts: tuple[str, ...] = ()
    todo: str = ""


def explain(error: DomainError, desk: Desk) -> Trouble:
    """Say a refusal in the cashier's words."""
    if error.code in _OF_UNITS:
        title, facts, todo = _OF_UNITS[error.code](error, desk)
        return Trouble(error.code, STATUS[error.kind], title, facts, todo)
    for kind, say in _SAYINGS.items():
        if isinstance(error, kind):
            title, facts, todo = say(error, desk)
            return Trouble(error.code, STATUS[error.kind], title, facts, todo)
    return Trouble(error.code, STATUS[error.kind], sentence(error))


def nothing_found(text: str) -> Trouble:
    """Say that a code or word leads nowhere."""
    return Trouble(
        "nothing_found",
        404,
        _("Nothing found for “%(text)s”") % {"text": text[:80]},
        todo=_("Scan again, or type a part of the name. What is not in the catalog cannot be sold here."),
    )


def not_money(text: str) -> Trouble:
    """Say that an amount cannot be read."""
    return Trouble(
        "amount_unreadable",
        422,
        _("“%(text)s” is not an amount") % {"text": text[:40]},
        todo=_("Type what the customer gave, such as 200 or 349,90."),
    )


Said = tuple[str, tuple[str, ...], str]


def _out_of_stock(error: DomainError, desk: Desk) -> Said:
    shortages = cast(OutOfStock, error).shortages
    ids = [shortage.variant_id for shortage in shortages]
    named = catalog.variants(ids, language=shelf.language())
    stock = shelf.stock_pictures(desk, ids, cart_id=desk.cart_id)
    facts = tuple(
        fact
        for shortage in shortages
        for fact in _shortage(shortage, named.get(shortage.variant_id), stock[shortage.variant_id], desk)
    )
    todo = _what_is_left(any(one.available for one in shortages), any(one.elsewhere for one in stock.values()))
    return _("Not enough on this shelf"), facts, todo


def _what_is_left(here: bool, elsewhere: bool) -> str:
    if here and elsewhere:
        return _("Sell what is here, or tell the customer where the rest is.")
    if here:
        return _("Sell what is here; more cannot be had now.")
    return _("Tell the customer where it is.") if elsewhere else _("It cannot be had now.")


def _shortage(shortage: Shortage, variant: VariantRow | None, stock: shelf.StockPicture, desk: Desk) -> list[str]:
    name = variant.title if variant else ""
    here = (
        _("%(name)s: %(count)s left here.") % {"name": name, "count": shortage.available}
        if shortage.available
        else _("%(name)s: none left here.") % {"name": name}
    )
    facts = [f"{here} {elsewhere(stock)}".strip()]
    until = shelf.held_until(shortage.variant_id, desk) if stock.held else None
    if until:
        facts.append(_held(stock.held, until, desk))
    return facts


def elsewhere(stock: shelf.StockPicture) -> str:
    """Say where else there are how many."""
    if not stock.elsewhere:
        return _("No other location has it.")
    places = ", ".join(f"{name} {count}" for name, count in stock.elsewhere)
    return _("Elsewhere: %(places)s.") % {"places": places}


def _held(count: int, until: datetime, desk: Desk) -> str:
    at = moment(until.astimezone(desk.zone).replace(tzinfo=None), "time")
    return _("Reserved by other carts until %(time)s: %(count)s.") % {"count": count, "time": at}


def _declined(error: DomainError, desk: Desk) -> Said:
    reason = str(error.details.get("reason", ""))
    facts = {
        "insufficient_funds": _("The bank says: not enough money on the card."),
        "authentication_failed": _("The bank says: the PIN was wrong, or the customer did not confirm."),
    }
    fact = facts.get(reason) or _("The terminal says: %(reason)s.") % {"reason": reason}
    return _("The card was declined"), (fact,), _("Nothing was charged. Try another card, or take cash.")


def _unclear(error: DomainError, desk: Desk) -> Said:
    return (
        _("The terminal has not answered"),
        (_("The card may have been charged or not. Keep the goods here."),),
        _("Ask the terminal again: the same payment is never charged twice."),
    )


def _price_changed(error: DomainError, desk: Desk) -> Said:
    total = Money(int(cast(Any, error.details["total_minor"])), desk.channel.currency)
    return (
        _("The total is now %(total)s") % {"total": money(total)},
        (_("A price was changed a moment ago, so nothing was sold."),),
        _("Tell the customer, then take the payment again."),
    )


def _too_little(error: DomainError, desk: Desk) -> Said:
    missing = Money(int(cast(Any, error.details["missing_minor"])), desk.channel.currency)
    return (
        _("%(missing)s is still missing") % {"missing": money(missing)},
        (),
        _("Ask for the rest, then type all that was given."),
    )


def numbers_missing(needed: int, given: int) -> Trouble:
    """Say that units with serial numbers lack them."""
    facts = (_("%(needed)s needed, %(given)s given.") % {"needed": needed, "given": given},)
    todo = _("Scan the number on each unit, then take the payment.")
    return Trouble("serial_required", 422, _("Serial numbers are missing"), facts, todo)


def _numbers_missing(error: DomainError, desk: Desk) -> Said:
    said = numbers_missing(int(str(error.details["needed"])), int(str(error.details["given"])))
    return said.title, said.facts, said.todo


def _unit_not_here(error: DomainError, desk: Desk) -> Said:
    return (
        sentence(error),
        (),
        _("Scan the number on the unit in your hand. Do not sell a unit that the till does not know."),
    )


def _too_old(error: DomainError, desk: Desk) -> Said:
    return (
        _("What is left may not be sold"),
        (sentence(error),),
        _("Look at the date on the goods, and put old ones aside."),
    )


def _empty(error: DomainError, desk: Desk) -> Said:
    return _("The cart is empty"), (), _("Scan something first.")


def _not_sold(error: DomainError, desk: Desk) -> Said:
    ids = [UUID(str(key)) for key in cast(list[str], error.details["variants"])]
    named = catalog.variants(ids, language=shelf.language())
    facts = tuple(f"{row.title} · {row.sku}" for row in named.values())
    return _("No price at this store"), facts, _("Take it out of the cart, or ask an owner for a price.")


_SAYINGS: dict[type[DomainError], Callable[[DomainError, Desk], Said]] = {
    OutOfStock: _out_of_stock,
    PaymentDeclined: _declined,
    PaymentUnclear: _unclear,
    PriceChanged: _price_changed,
    TooLittleCash: _too_little,
    EmptyCart: _empty,
    NotSold: _not_sold,
}

_OF_UNITS: dict[str, Callable[[DomainError, Desk], Said]] = {
    "serial_required": _numbers_missing,
    "serial_unknown": _unit_not_here,
    "serial_sold": _unit_not_here,
    "serial_elsewhere": _unit_not_here,
    "no_lot_left": _too_old,
}
