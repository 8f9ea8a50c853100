"""The sale screen: find, add, change, set aside, give up."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.catalog.types import VariantRow
from arasta.flows.ordering.give_up_sale import give_up_sale
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.ids import from_public, to_public
from arasta.surfaces.pos import basket, carrying, desk, frame, naming, shelf, troubles
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, go, is_partial, posted
from arasta.surfaces.pos.troubles import Trouble

_SHORTEST = 2


@require_safe
@at_desk
def sale(request: HttpRequest, here: Desk) -> HttpResponse:
    """Show the sale; a search in the address is shown beside it."""
    text = request.GET.get("q", "").strip()
    return _whole(request, here, found=shelf.find(here, text, at=clock.now()) if text else None, text=text)


@require_safe
@at_desk
def find(request: HttpRequest, here: Desk) -> HttpResponse:
    """Show what fits the words typed so far; too few of them change nothing."""
    text = request.GET.get("q", "").strip()
    if not is_partial(request):
        return redirect("till")
    if len(text) < _SHORTEST:
        return HttpResponse(status=204)
    found = shelf.find(here, text, at=clock.now())
    trouble = None if found else troubles.nothing_found(text)
    return render(request, "pos/parts/found.html", {"found": found, "text": text, "trouble": trouble, "desk": here})


@posted
@at_desk
def add(request: HttpRequest, here: Desk) -> HttpResponse:
    """Add what was scanned or chosen; show a choice where a word means several things."""
    text, key, now = request.POST.get("q", "").strip(), request.POST.get("variant", ""), clock.now()
    if key:
        return _add(request, here, from_public(shelf.VARIANT_PREFIX, key))
    if not text:
        return _answer(request, here)
    if carrying.is_code(text):
        return _take(request, here, text)
    return _add_meant(request, here, text, shelf.find(here, text, at=now))


def _add_meant(request: HttpRequest, here: Desk, text: str, found: list[shelf.Find]) -> HttpResponse:
    """Add what a text means: a variant's own code, a unit's serial number, or the only thing that fits."""
    if found and shelf.means_exactly(found[0].variant, text):
        return _add(request, here, found[0].variant.id)
    unit = naming.variant_with(here, text)
    if unit:
        return _add_unit(request, here, unit, text)
    if not found:
        return _answer(request, here, trouble=troubles.nothing_found(text), text=text)
    if len(found) == 1:
        return _add(request, here, found[0].variant.id)
    return _answer(request, here, found=found, text=text)


def _take(request: HttpRequest, here: Desk, code: str) -> HttpResponse:
    """Take the cart whose code was scanned where goods are."""
    try:
        carried = carrying.take(here, code, at=clock.now())
    except DomainError as refusal:
        return _answer(request, here, trouble=troubles.explain(refusal, here))
    desk.keep(request, here, cart_id=carried.cart_id)
    messages.success(request, _("The customer’s basket is here."))
    return go(request, "till")


def _add(request: HttpRequest, here: Desk, variant_id: UUID) -> HttpResponse:
    try:
        cart_id = basket.add(here, variant_id, at=clock.now())
    except DomainError as refusal:
        return _answer(request, here, trouble=troubles.explain(refusal, here))
    desk.keep(request, here, cart_id=cart_id)
    return _answer(request, replace(here, cart_id=cart_id), latest=variant_id)


def _add_unit(request: HttpRequest, here: Desk, variant_id: UUID, text: str) -> HttpResponse:
    """Add the unit that bears this serial number, and remember the number for the sale."""
    cart = basket.current(here)
    if cart and text in desk.named_in(request, cart.id).get(str(variant_id), []):
        return _answer(request, here, latest=variant_id)
    answer = _add(request, here, variant_id)
    now = desk.desk_of(request)
    if now and now.cart_id and answer.status_code < 400:
        naming.remember_scanned(request, now.cart_id, variant_id, text)
    return answer


@posted
@at_desk
def line(request: HttpRequest, here: Desk) -> HttpResponse:
    """Change a line by a step, or to a quantity; none takes it out."""
    cart_id = basket.own_cart(here, request.POST.get("cart", ""))
    variant_id = from_public(shelf.VARIANT_PREFIX, request.POST.get("variant", ""))
    step = _whole_number(request, "step")
    quantity = 0 if "remove" in request.POST else _whole_number(request, "quantity")
    try:
        if "remove" not in request.POST and step is not None:
            basket.change(here, cart_id, variant_id, step=step, at=clock.now())
        elif quantity is not None:
            basket.change(here, cart_id, variant_id, quantity=quantity, at=clock.now())
    except DomainError as refusal:
        return _answer(request, here, trouble=troubles.explain(refusal, here))
    return _answer(request, here, latest=variant_id)


@posted
@at_desk
def void(request: HttpRequest, here: Desk) -> HttpResponse:
    """Give the sale up: the cart is emptied and its units are free; what a terminal took goes back."""
    cart_id = basket.own_cart(here, request.POST.get("cart", ""))
    try:
        went_home = carrying.give_back(here, cart_id, at=clock.now())
        if not went_home:
            give_up_sale(cart_id, actor=here.actor)
    except DomainError as refusal:
        return _answer(request, here, trouble=troubles.explain(refusal, here))
    desk.keep(request, here, cart_id=None)
    desk.keep_named(request, cart_id, None)
    said = _("The basket is with its owner again.") if went_home else _("The cart is empty. Nothing was sold.")
    messages.success(request, said)
    return go(request, "till")


@posted
@at_desk
def set_aside(request: HttpRequest, here: Desk) -> HttpResponse:
    """Begin another sale; a cart with something in it waits beside."""
    cart = basket.current(here)
    waits = (cart.id,) if cart and (cart.lines or basket.is_unclear(cart.id)) else ()
    aside = tuple(row.id for row in basket.waiting(here) if row.id not in waits)
    desk.keep(request, here, cart_id=None, aside=(*aside, *waits))
    return go(request, "till")


@posted
@at_desk
def bring_back(request: HttpRequest, here: Desk) -> HttpResponse:
    """Go on with a sale that waits beside; the present one takes its place there."""
    cart_id, cart = basket.own_cart(here, request.POST.get("cart", "")), basket.current(here)
    waits = (cart.id,) if cart and cart.lines and cart.id != cart_id else ()
    others = (row.id for row in basket.waiting(here) if row.id != cart_id)
    desk.keep(request, here, cart_id=cart_id, aside=(*others, *waits))
    return go(request, "till")


def _answer(
    request: HttpRequest,
    here: Desk,
    *,
    found: list[shelf.Find] | None = None,
    trouble: Trouble | None = None,
    text: str = "",
    latest: UUID | None = None,
) -> HttpResponse:
    """Answer a change: the parts that may differ, or the page."""
    if not is_partial(request):
        return (
            redirect("till")
            if found is None and trouble is None
            else _whole(request, here, found=found, trouble=trouble, text=text)
        )
    shown = basket.basket(here, at=clock.now())
    context = {
        "desk": here,
        "basket": shown,
        "found": found,
        "trouble": trouble,
        "text": text,
        "latest": latest,
        "added": _line_of(shown, latest),
        "aside": _aside(here),
    }
    return render(request, "pos/parts/answer.html", context, status=trouble.status if trouble else 200)


def _whole(
    request: HttpRequest,
    here: Desk,
    *,
    found: list[shelf.Find] | None = None,
    trouble: Trouble | None = None,
    text: str = "",
) -> HttpResponse:
    if trouble is None and found is not None and not found:
        trouble = troubles.nothing_found(text)
    return frame.page(
        request,
        "sale",
        here,
        tab="till",
        status=trouble.status if trouble and request.method == "POST" else 200,
        basket=basket.basket(here, at=clock.now()),
        found=found,
        trouble=trouble,
        text=text,
        aside=_aside(here),
    )


def _aside(here: Desk) -> list[tuple[str, int, object]]:
    """Return the sales set aside: public id, units, when they were last changed."""
    return [
        (to_public(basket.CART_PREFIX, row.id), sum(line.quantity for line in row.lines), row.changed_at)
        for row in basket.waiting(here)
    ]


def _line_of(shown: basket.BasketView | None, variant_id: UUID | None) -> VariantRow | None:
    if shown is None or variant_id is None:
        return None
    return next((line.variant for line in shown.lines if line.variant.id == variant_id), None)


def _whole_number(request: HttpRequest, name: str) -> int | None:
    try:
        return int(request.POST.get(name, ""))
    except ValueError:
        return None
