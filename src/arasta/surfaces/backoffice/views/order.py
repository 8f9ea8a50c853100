"""One order: what was promised, what happened, what can be done."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import channels
from arasta.contexts.customers import queries as customers
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.types import ACTIVE
from arasta.contexts.inventory.queries import locations, promises
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import EntryRow, LineRow, OrderDetail
from arasta.contexts.orders.types import ORDER_MOVES, Address, AddressRole, OrderStatus
from arasta.flows.ordering.cancel_order import cancel_rest
from arasta.kernel import clock
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web import goods
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice import words
from arasta.surfaces.backoffice.forms import CancelForm
from arasta.surfaces.backoffice.packing import Packed, packed_by_line
from arasta.surfaces.backoffice.scope import panel_urls
from arasta.surfaces.backoffice.views.fulfillment import shown as shown_work
from arasta.surfaces.backoffice.views.orders import shown
from arasta.surfaces.backoffice.views.stock import language


@require_safe
@permitted("orders.read")
def order(request: HttpRequest, key: str) -> HttpResponse:
    """Show an order."""
    return _page(request, order_book.order(from_public("ord", key)), CancelForm())


@require_POST
@permitted("orders.write")
def cancel(request: HttpRequest, key: str) -> HttpResponse:
    """Cancel what has not left, and give the money back."""
    order_id, form = from_public("ord", key), CancelForm(request.POST)
    if not form.is_valid():
        return _page(request, order_book.order(order_id), form, status=422)
    try:
        cancel_rest(order_id, reason=form.cleaned_data["reason"], at=clock.now(), actor=actor_of(request))
    except DomainError as refusal:
        form.add_error(None, sentence(refusal))
        return _page(request, order_book.order(order_id), form, status=STATUS[refusal.kind])
    messages.success(request, _("Canceled. Units that were promised are free again."))
    return redirect("orders_order", key=key)


def _page(request: HttpRequest, detail: OrderDetail, form: CancelForm, *, status: int = 200) -> HttpResponse:
    actor, row = actor_of(request), detail.row
    detail = goods.called([detail])[0]
    key = to_public("ord", row.id)
    context = {
        "order": detail,
        "shown": shown(row, channels.channels_by_id([row.channel_id]), {}),
        "key": key,
        "lines": _lines(detail),
        "addresses": _addresses(detail),
        "timeline": [_happened(entry) for entry in reversed(detail.timeline)],
        "customer": _customer(detail, actor),
        "place": _place(detail),
        "work": _work(row.id, actor),
        "panels": panel_urls("order", actor, key),
        "cancel_form": form,
        "may_cancel": actor.may("orders.write") and OrderStatus.CANCELED in ORDER_MOVES[row.status],
    }
    return render(request, "backoffice/orders/order.html", context, status=status)


def _lines(detail: OrderDetail) -> list[tuple[LineRow, str, str | None, list[Packed], tuple[int, date | None] | None]]:
    """Return the lines with the public id and the picture of what was sold, what a kit consists of, what is to come."""
    described = variants.variants([line.variant_id for line in detail.lines], language=language())
    pictures = {key: variant.picture for key, variant in described.items()}
    packed, waiting = packed_by_line([detail.row.id]), promises.promised_to([detail.row.id])
    return [
        (
            line,
            to_public("var", line.variant_id),
            pictures.get(line.variant_id),
            packed.get(line.id, []),
            waiting.get(line.id),
        )
        for line in detail.lines
    ]


def _work(order_id: UUID, actor: Actor) -> list[dict[str, Any]]:
    """Return the fulfillment orders that somebody has to go on with, where the actor may see them."""
    if not actor.may("fulfillment.read"):
        return []
    return [shown_work(row, actor) for row in fulfillment.of_orders([order_id]) if row.status in ACTIVE]


def _customer(detail: OrderDetail, actor: Actor) -> dict[str, str] | None:
    if detail.row.customer_id is None or not actor.may("customers.read"):
        return None
    row = customers.customer(detail.row.customer_id)
    return {"name": row.name, "number": row.number, "key": to_public("cus", row.id)}


def _place(detail: OrderDetail) -> str:
    place = locations.by_id(language=language()).get(detail.row.location_id) if detail.row.location_id else None
    return place.name if place else ""


def _happened(entry: EntryRow) -> dict[str, Any]:
    by = entry.actor_name if entry.actor_kind != ActorKind.SYSTEM else ""
    return {"entry": entry, "chip": words.HAPPENED.get(entry.kind), "by": by}


def _addresses(detail: OrderDetail) -> list[tuple[str, Address]]:
    """Return the addresses with their titles, one of them if goods and bill go to the same."""
    shipping, billing = (detail.addresses.get(role) for role in (AddressRole.SHIPPING, AddressRole.BILLING))
    if shipping and shipping == billing:
        return [(_("Delivery and billing address"), shipping)]
    titled = [(_("Delivery address"), shipping), (_("Billing address"), billing)]
    return [(title, address) for title, address in titled if address]
