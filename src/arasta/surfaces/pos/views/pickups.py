"""The store's desk: who is here, what is ready, what is to be prepared; each pickup with its next step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.queries.orders import UnknownFulfillmentOrder
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import DeliveryKind, FulfillmentOrderRow, FulfillmentStatus
from arasta.contexts.pickup.queries import codes
from arasta.contexts.pickup.services import arrivals
from arasta.flows.ordering import fall_short
from arasta.flows.shipping import come_for
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.surfaces.pos import frame, pickups
from arasta.surfaces.pos.desk import Desk
from arasta.surfaces.pos.guard import at_desk, is_partial, posted
from arasta.surfaces.pos.pickups import FULFILLMENT_PREFIX, Fitting, Pickup

_S = FulfillmentStatus
Step = Callable[[FulfillmentOrderRow, Desk], object]


@require_safe
@at_desk
def board(request: HttpRequest, here: Desk) -> HttpResponse:
    """Show all that waits; a part of it is asked for every few seconds."""
    shown = pickups.board(here, at=clock.now())
    if is_partial(request):
        return render(request, "pos/pickups/board.html", {"board": shown, "desk": here})
    return frame.page(request, "pickups/pickups", here, tab="till_pickups", board=shown)


@posted
@at_desk
def scan(request: HttpRequest, here: Desk) -> HttpResponse:
    """Lead to what the customer's code or a number means."""
    text = request.POST.get("q", "").strip()[:80]
    found = pickups.find(here, text, at=clock.now()) if text else None
    if isinstance(found, Pickup):
        proof = "?code=1" if codes.same(codes.code_of(found.row.order_id), text) else ""
        return redirect(reverse("till_pickup", args=[found.key]) + proof)
    if isinstance(found, Fitting):
        return redirect("till_fitting", key=found.key)
    shown = pickups.board(here, at=clock.now())
    status = 404 if text else 200
    return frame.page(request, "pickups/pickups", here, tab="till_pickups", board=shown, sought=text, status=status)


@require_safe
@at_desk
def pickup(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Show a pickup with its next step."""
    return _page(request, here, _row(here, key))


@posted
@at_desk
def accept(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Begin to prepare it."""
    return _do(request, here, key, lambda row, desk: requests.accept([row.id], at=clock.now(), actor=desk.actor))


@posted
@at_desk
def ready(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Say that it waits at the desk; what nobody had begun is begun and finished at once."""

    def finish(row: FulfillmentOrderRow, desk: Desk) -> None:
        if row.status is _S.OPEN:
            requests.accept([row.id], at=clock.now(), actor=desk.actor)
        requests.mark_ready([row.id], at=clock.now(), actor=desk.actor)

    return _do(request, here, key, finish)


@posted
@at_desk
def coming(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Tell the customer that somebody is on the way to them."""
    return _do(request, here, key, lambda row, desk: arrivals.see([row.id], at=clock.now(), actor=desk.actor))


@posted
@at_desk
def give(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Give it to the customer."""
    row = _row(here, key)
    try:
        come_for.give([row.id], at=clock.now(), actor=here.actor)
    except DomainError as refusal:
        return _page(request, here, row, status=STATUS[refusal.kind], refused=refusal)
    messages.success(request, _("Handed over. The units have left the stock."))
    return redirect("till_pickups")


@posted
@at_desk
def missing(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Ask the customer about what was not found."""
    row = _row(here, key)
    counts = {line.id: request.POST.get(f"missing-{line.id}", "").strip() for line in row.lines}
    units = {line: int(text) for line, text in counts.items() if text.isascii() and text.isdecimal() and len(text) < 7}
    try:
        fall_short.report(row.id, units, at=clock.now(), actor=here.actor)
    except DomainError as refusal:
        return _page(request, here, row, status=STATUS[refusal.kind], refused=refusal)
    messages.success(request, _("The customer is asked. Nothing is canceled before they answer."))
    return redirect("till_pickup", key=key)


@posted
@at_desk
def found(request: HttpRequest, here: Desk, key: str) -> HttpResponse:
    """Withdraw the question: it turned up."""
    return _do(request, here, key, lambda row, desk: fall_short.turned_up(row.id, at=clock.now(), actor=desk.actor))


def _row(here: Desk, key: str) -> FulfillmentOrderRow:
    """Return a pickup of this store; another store's is not here. Raises UnknownFulfillmentOrder."""
    row = fulfillment.fulfillment_order(from_public(FULFILLMENT_PREFIX, key))
    if row.location_id != here.location.id or row.kind is not DeliveryKind.PICKUP:
        raise UnknownFulfillmentOrder
    return row


def _do(request: HttpRequest, here: Desk, key: str, step: Step) -> HttpResponse:
    row = _row(here, key)
    try:
        step(row, here)
    except DomainError as refusal:
        return _page(request, here, row, status=STATUS[refusal.kind], refused=refusal)
    return redirect("till_pickup", key=key)


def _page(
    request: HttpRequest, here: Desk, row: FulfillmentOrderRow, *, status: int = 200, refused: DomainError | None = None
) -> HttpResponse:
    shown = pickups.pickup(row)
    context: dict[str, Any] = {
        "one": shown,
        "pay_url": reverse("till_owed", args=[to_public("ord", row.order_id)]),
        "asked": pickups.lines_of(shown.missing),
        "refused": sentence(refused) if refused else "",
        "needs_office": bool(refused) and getattr(refused, "code", "").startswith(("serial", "lot")),
        "is_proved": "code" in request.GET,
        "may_accept": row.may_become(_S.ACCEPTED),
        "may_ready": row.status in {_S.OPEN, _S.ACCEPTED},
        "may_give": row.may_become(_S.PICKED_UP),
        "is_done": row.status in {_S.PICKED_UP, _S.CANCELED},
    }
    return frame.page(request, "pickups/pickup", here, tab="till_pickups", status=status, **context)
