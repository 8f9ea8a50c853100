"""Let an order come another way before it is packed: fetched at a place, or sent to an address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.customers import queries as customers
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import Address, AddressRole, DeliveryKind
from arasta.contexts.payments.queries import kept_of, link_word
from arasta.flows.ordering.cancel_own import may_cancel
from arasta.flows.ordering.change_way import WayWished, change_way
from arasta.flows.ordering.refusals import CheckoutIncomplete
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.ids import from_public
from arasta.kernel.money import Money
from arasta.surfaces.storefront import links, nearby, pages, visitors
from arasta.surfaces.storefront.forms import ReceiverForm, address_of, refuse
from arasta.surfaces.storefront.places import stores
from arasta.surfaces.storefront.rerouting import other_ways
from arasta.surfaces.storefront.shop import shop_of
from arasta.surfaces.storefront.views.payment import seen_in


@require_http_methods(["GET", "HEAD", "POST"])
@pages.private
def change(request: HttpRequest, word: str) -> HttpResponse:
    """Ask how it shall come, and change it; what was sent twice is done once. What is missing is paid by the link."""
    order = order_book.order(links.read_order(word))
    former, actor = _initial(request, order), visitors.shopper_of(request)
    if request.method != "POST":
        return _show(request, word, order, ReceiverForm(former, is_pickup=False))
    is_fetched = request.POST.get("delivery") == DeliveryKind.PICKUP
    form = ReceiverForm(former, is_pickup=False, data=None if is_fetched else request.POST.dict())
    if not is_fetched and not form.is_valid():
        return _show(request, word, order, form, status=422)
    try:
        wished = (
            _fetched(request) if is_fetched else WayWished(method=request.POST.get("method", ""), address=form.place())
        )
        due = change_way(order.row.id, wished, seen=_seen(request, wished), at=clock.now(), actor=actor)
    except DomainError as refusal:
        if is_fetched:
            return _show(request, word, order, form, refused=sentence(refusal), status=STATUS[refusal.kind])
        refuse(form, refusal)
        return _show(request, word, order, form, status=STATUS[refusal.kind])
    if due and not is_fetched:
        messages.success(request, _("It is changed. Pay what is missing, and we send it."))
        return redirect("shop_pay", link_word(order.row.id))
    messages.success(request, _("It is changed. We have written it to you, too."))
    return redirect("shop_pickup" if is_fetched else "shop_order", word)


def _fetched(request: HttpRequest) -> WayWished:
    store = request.POST.get("store", "")
    if not store:
        raise CheckoutIncomplete(missing=_("Store"))
    return WayWished(location_id=from_public("loc", store))


def _seen(request: HttpRequest, wished: WayWished) -> Money | None:
    """Read what the order comes to that way, as the page said."""
    name = f"seen-{wished.method}" if wished.method else "seen-pickup"
    return seen_in({"seen_minor": request.POST.get(name, ""), "seen_currency": request.POST.get("seen_currency", "")})


def _initial(request: HttpRequest, order: OrderDetail) -> Address:
    """Return the address to begin with: the one it went to, the customer's own, or only who comes for it."""
    known = order.addresses.get(AddressRole.SHIPPING) or order.addresses.get(AddressRole.BILLING)
    here = known or Address("", "", "", shop_of(request).channel.country)
    customer_id = visitors.customer_id_of(request)
    if here.line1 or customer_id is None or customer_id != order.row.customer_id:
        return here
    book = [row.address for row in customers.addresses(customer_id) if row.is_default]
    return replace(address_of(book[0]), country=here.country) if book and book[0].country == here.country else here


def _show(
    request: HttpRequest, word: str, order: OrderDetail, form: ReceiverForm, *, refused: str = "", status: int = 200
) -> HttpResponse:
    shop = shop_of(request)
    near = nearby.near_of(request, stores(shop))
    is_pickup = order.row.delivery is DeliveryKind.PICKUP
    context: dict[str, Any] = {
        "row": order.row,
        "word": word,
        "form": form,
        "offered": other_ways(shop, order, near=near, at=clock.now()),
        "near": near,
        "way": request.POST.get("delivery") or ("delivery" if is_pickup else "pickup"),
        "chosen": request.POST,
        "refused": refused,
        "is_paid": bool(kept_of(order.row.id)),
        "is_open": may_cancel(order, fulfillment.of_orders([order.row.id])),
    }
    return pages.show(request, "after/change_way.html", context, status=status)
