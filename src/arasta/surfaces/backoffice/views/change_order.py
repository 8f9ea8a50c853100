"""Change an order for its customer: whom it goes to, and how much of it is kept."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.channels.queries import channels
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.types import Address, DeliveryKind
from arasta.flows.ordering import change_order as changing
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import goods
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.change_forms import KeepForm, ReceiverForm

_DIGITS = 10


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("orders.write")
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Ask what shall be different, and write it down; what was sent twice is done once."""
    order = order_book.order(from_public("ord", key))
    if "keep" in request.POST:
        return _keep(request, key, order)
    form, status = _receiver(order), 200
    if request.method == "POST":
        form, status = _receiver(order, request.POST.dict()), 422
        if form.is_valid():
            try:
                changing.change_address(order.row.id, form.place(), actor=actor_of(request))
            except DomainError as refusal:
                form.refuse(refusal)
                status = STATUS[refusal.kind]
            else:
                messages.success(request, _("Changed. The customer is told."))
                return redirect("orders_order", key=key)
    return _show(request, key, order, form, KeepForm(), status=status)


def _keep(request: HttpRequest, key: str, order: OrderDetail) -> HttpResponse:
    form, status = KeepForm(request.POST), 422
    kept = _kept(request.POST, order)
    if kept is None:
        form.add_error(None, _("Write for each line how many units are kept: whole numbers, 0 for none."))
    if kept is not None and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            changing.keep_units(order.row.id, kept, reason=reason, at=clock.now(), actor=actor_of(request))
        except DomainError as refusal:
            form.add_error(None, sentence(refusal))
            status = STATUS[refusal.kind]
        else:
            messages.success(request, _("Changed. Units that were promised are free again, and money goes back."))
            return redirect("orders_order", key=key)
    return _show(request, key, order, _receiver(order), form, status=status)


def _kept(posted: QueryDict, order: OrderDetail) -> dict[UUID, int] | None:
    """Read how many units of each line are kept, all that are left where nothing is said; nothing if one is no number."""
    written = {line.id: posted.get(f"units-{line.id}", str(left)).strip() for line, left in _left_of(order)}
    if not all(units.isascii() and units.isdecimal() and len(units) < _DIGITS for units in written.values()):
        return None
    return {line: int(units) for line, units in written.items()}


def _receiver(order: OrderDetail, data: dict[str, Any] | None = None) -> ReceiverForm:
    former = order.receiver or Address("", "", "", channels.channel_by_id(order.row.channel_id).country)
    return ReceiverForm(former, is_pickup=order.row.delivery is DeliveryKind.PICKUP, data=data)


def _left_of(order: OrderDetail) -> list[tuple[LineRow, int]]:
    left = [(line, line.quantity - line.canceled - line.shipped) for line in order.lines]
    return [(line, units) for line, units in left if units]


def _show(
    request: HttpRequest, key: str, order: OrderDetail, receiver: ReceiverForm, keep: KeepForm, *, status: int
) -> HttpResponse:
    lines = _left_of(goods.called([order])[0])
    context = {
        "key": key,
        "order": order,
        "receiver": receiver,
        "keep": keep,
        "lines": lines,
        "typed": {line.id: request.POST.get(f"units-{line.id}", left) for line, left in lines},
        "is_pickup": order.row.delivery is DeliveryKind.PICKUP,
    }
    return render(request, "backoffice/orders/change.html", context, status=status)
