"""Change an order before it is packed: where it goes or who comes for it, and how much of it is still wanted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import BY_CUSTOMER, Address, DeliveryKind, OrderStatus, PaymentStatus
from arasta.contexts.payments import queries as payments
from arasta.flows.ordering import change_order as changing
from arasta.flows.ordering.cancel_own import may_cancel
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import to_public
from arasta.surfaces.storefront import links, pages, visitors
from arasta.surfaces.storefront.after import words_canceled
from arasta.surfaces.storefront.cards import tint_of
from arasta.surfaces.storefront.forms import ReceiverForm, refuse
from arasta.surfaces.storefront.shop import shop_of

_LINE = "lin"


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def change(request: HttpRequest, word: str) -> HttpResponse:
    """Ask what shall be different, and write it down; what was sent twice is done once."""
    order = order_book.order(links.read_order(word))
    if request.method != "POST":
        return _show(request, word, order, _form(request, order))
    if "units" in request.POST:
        return _keep(request, word, order)
    form = _form(request, order, request.POST.dict())
    if not form.is_valid():
        return _show(request, word, order, form, status=422)
    try:
        changing.change_address(order.row.id, form.place(), actor=visitors.shopper_of(request))
    except DomainError as refusal:
        refuse(form, refusal)
        return _show(request, word, order, form, status=STATUS[refusal.kind])
    messages.success(request, _("It is changed. We have written it to you, too."))
    return redirect("shop_order", word)


def _keep(request: HttpRequest, word: str, order: OrderDetail) -> HttpResponse:
    actor = visitors.shopper_of(request)
    try:
        changing.keep_units(order.row.id, _kept(request.POST, order), reason=BY_CUSTOMER, at=clock.now(), actor=actor)
    except DomainError as refusal:
        form = _form(request, order)
        return _show(request, word, order, form, refused=sentence(refusal), status=STATUS[refusal.kind])
    messages.success(request, _words_kept(order.row.id))
    return redirect("shop_order", word)


def _words_kept(order_id: UUID) -> str:
    """Say what becomes of what was paid for the units that were taken out, if anything was."""
    row = order_book.rows_of([order_id])[order_id]
    if row.status is OrderStatus.CANCELED:
        return words_canceled(order_id)
    if row.payment_status is PaymentStatus.UNPAID:
        return _("It is changed. We have written it to you, too.")
    if payments.cash_of(order_id):
        return _("It is changed. What you paid in cash for the rest waits for you in the store where you paid.")
    return _("It is changed. What you paid for the rest goes back the way you paid.")


def _kept(posted: QueryDict, order: OrderDetail) -> dict[UUID, int]:
    """Read how many units of each line are still wanted; a number that is none leaves its line alone."""
    chosen = {line.id: posted.get(f"units-{to_public(_LINE, line.id)}", "") for line in order.lines}
    return {
        line: int(count) for line, count in chosen.items() if count.isascii() and count.isdecimal() and len(count) <= 6
    }


def _form(request: HttpRequest, order: OrderDetail, data: dict[str, Any] | None = None) -> ReceiverForm:
    former = order.receiver or Address("", "", "", shop_of(request).channel.country)
    return ReceiverForm(former, is_pickup=order.row.delivery is DeliveryKind.PICKUP, data=data)


def _show(
    request: HttpRequest, word: str, order: OrderDetail, form: ReceiverForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    known = catalog.variants([line.variant_id for line in order.lines], language=shop_of(request).language)
    lines = []
    for line in order.lines:
        left, variant = line.quantity - line.canceled - line.shipped, known.get(line.variant_id)
        if left:
            lines.append(
                {
                    "line": line,
                    "name": to_public(_LINE, line.id),
                    "left": left,
                    "choices": range(left, -1, -1),
                    "variant": variant,
                    "tint": tint_of(variant.swatch) if variant else "",
                }
            )
    context: dict[str, Any] = {
        "row": order.row,
        "word": word,
        "form": form,
        "lines": lines,
        "is_cash": bool(payments.cash_of(order.row.id)),
        "is_paid": bool(payments.kept_of(order.row.id)),
        "is_pickup": order.row.delivery is DeliveryKind.PICKUP,
        "is_open": may_cancel(order, fulfillment.of_orders([order.row.id])),
        "refused": refused,
    }
    return pages.show(request, "after/change.html", context, status=status)
