"""Send what was sold home: say to whom, where and how; it is paid at the till like everything else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.types import CUSTOMER_PREFIX, CustomerRow
from arasta.contexts.orders.queries import carts
from arasta.flows.ordering.refusals import PaymentUnclear
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import sentence
from arasta.kernel.ids import from_public
from arasta.kernel.web.address_form import RULES
from arasta.surfaces.pos import basket, carrying, clients, frame, homeward, shelf
from arasta.surfaces.pos.basket import BasketView
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, posted
from arasta.surfaces.pos.homeward import Entry, HomeForm

_MOST_LETTERS = 100


@at_desk
def send(request: HttpRequest, here: Desk) -> HttpResponse:
    """Ask where the sale goes, and take it down."""
    shown = basket.basket(here, at=clock.now())
    if shown is None or not shown.lines or shown.is_unclear:
        return redirect("till_pay" if shown and shown.is_unclear else "till")
    customer = _customer(here, shown)
    known = homeward.book(customer)
    if request.method != "POST":
        cart = carts.cart(shown.cart_id)
        form = HomeForm(initial=homeward.initial(here, cart, customer, known))
        return _page(request, here, shown, customer, form, known)
    if "customer" in request.POST:
        return _name(request, here, customer)
    if "reshape" in request.POST or "correct" in request.POST:
        return _page(request, here, shown, customer, _anew(request, known), known)
    return _send(request, here, shown, customer, known)


@posted
@at_desk
def along(request: HttpRequest, here: Desk) -> HttpResponse:
    """Let all of it be taken along after all."""
    homeward.take_along(basket.own_cart(here, request.POST.get("cart", "")))
    return redirect("till")


def _name(request: HttpRequest, here: Desk, former: CustomerRow | None) -> HttpResponse:
    """Say whose the sale is; the form stays as it was filled so far."""
    clients.require(here, clients.FINDS)
    cart_id = basket.own_cart(here, request.POST.get("cart", ""))
    try:
        clients.name(here, cart_id, from_public(CUSTOMER_PREFIX, request.POST["customer"]))
    except PaymentUnclear:
        return redirect("till_pay")
    shown = basket.basket(here, at=clock.now())
    if shown is None or shown.cart_id != cart_id:
        return redirect("till_send")
    customer = _customer(here, shown)
    known = homeward.book(customer)
    form = HomeForm(initial=homeward.named(request.POST.dict(), former, customer, known))
    return _page(request, here, shown, customer, form, known)


def _send(
    request: HttpRequest, here: Desk, shown: BasketView, customer: CustomerRow | None, known: list[Entry]
) -> HttpResponse:
    form = HomeForm(request.POST)
    sent = homeward.variants_in(request.POST.getlist("send"))
    sent = {row.variant.id for row in shown.lines if row.variant.id in sent or row.must_be_sent}
    if form.is_valid() and form.uses_book and homeward.entry_of(known, form.cleaned_data["saved"]) is None:
        form.add_error("saved", _("Choose an address."))
    if form.is_valid() and form.cleaned_data["method"] not in {one.code for one in homeward.ways(here, at=clock.now())}:
        form.add_error("method", RULES["required"])
    if not sent:
        form.add_error(None, _("Choose what is sent home."))
    if any(row.variant.id in sent and not row.can_be_sent for row in shown.lines):
        form.add_error(None, _("Not everything that you chose can be sent. Look at the numbers beside the goods."))
    if form.is_valid():
        try:
            homeward.send(here, carts.cart(shown.cart_id), sent, form, known)
        except DomainError as refusal:
            form.add_error(None, sentence(refusal))
        else:
            return redirect("till_pay")
    return _page(request, here, shown, customer, form, known, status=422)


def _anew(request: HttpRequest, known: list[Entry]) -> HomeForm:
    """Return the form as it was filled so far: for another country, or with an entry of the book to be corrected."""
    said: dict[str, Any] = request.POST.dict()
    key = said.get("correct", "")
    row = homeward.entry_of(known, key)
    return HomeForm(initial=homeward.correct(row, key, said) if row else said)


def _customer(here: Desk, shown: BasketView) -> CustomerRow | None:
    owner = carts.cart(shown.cart_id).customer_id if here.actor.may(clients.FINDS) else None
    return customers.customer(owner) if owner else None


def _page(
    request: HttpRequest,
    here: Desk,
    shown: BasketView,
    customer: CustomerRow | None,
    form: HomeForm,
    known: list[Entry],
    *,
    status: int = 200,
) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:_MOST_LETTERS]
    may_find = here.actor.may(clients.FINDS)
    context: dict[str, Any] = {
        "basket": shown,
        "form": form,
        "customer": customer,
        "entries": known,
        "ways": homeward.ways(here, at=clock.now(), lines=shown.lines),
        "chosen": _chosen(request, shown),
        "may_find": may_find and not clients.is_brought(carts.cart(shown.cart_id)),
        "may_keep": customer is not None and here.actor.may(homeward.KEEPS_ADDRESSES),
        "words": words,
        "found": carrying.find(here, words) if may_find and len(words) > 1 else [],
        "is_served": bool(shelf.sending_places(here)),
    }
    return frame.page(request, "send", here, tab="", status=status, **context)


def _chosen(request: HttpRequest, shown: BasketView) -> set[str]:
    """Return the lines that are marked to be sent: as said before, else what is not here, else all."""
    if request.method == "POST":
        return set(request.POST.getlist("send"))
    sent = {row.key for row in shown.lines if row.is_sent or row.must_be_sent}
    return sent or {row.key for row in shown.lines}
