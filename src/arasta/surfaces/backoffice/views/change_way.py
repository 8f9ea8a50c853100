"""Let an order come another way for its customer: fetched at a place, or sent to an address."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from arasta.contexts.channels.queries import channels
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.types import DeliveryKind as MethodKind
from arasta.contexts.inventory.queries import locations
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.types import Address, AddressRole
from arasta.flows.ordering.change_way import change_way
from arasta.kernel import clock
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS
from arasta.kernel.ids import from_public, to_public
from arasta.kernel.requests import actor_of
from arasta.kernel.web.pages import permitted
from arasta.kernel.web.templatetags.arasta import money
from arasta.surfaces.backoffice.change_forms import WayForm


@require_http_methods(["GET", "HEAD", "POST"])
@permitted("orders.write")
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Ask how it shall come, and change it; what was sent twice is done once."""
    order = order_book.order(from_public("ord", key))
    known = order.addresses.get(AddressRole.SHIPPING) or order.addresses.get(AddressRole.BILLING)
    former = known or Address("", "", "", channels.channel_by_id(order.row.channel_id).country)
    form = WayForm(
        former, _ways(order, get_language() or "en"), request.POST.dict() if request.method == "POST" else None
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                due = change_way(order.row.id, form.wished(), seen=None, at=clock.now(), actor=actor_of(request))
            except DomainError as refusal:
                form.refuse(refusal)
                status = STATUS[refusal.kind]
            else:
                told = _("%(amount)s is still to be paid. The customer is sent a link; it is packed once that is paid.")
                messages.success(request, told % {"amount": money(due)} if due else _("Changed. The customer is told."))
                return redirect("orders_order", key=key)
    return render(request, "backoffice/orders/way.html", {"key": key, "order": order, "form": form}, status=status)


def _ways(order: OrderDetail, language: str) -> list[tuple[str, str]]:
    """Return the places at which its channel lets it be fetched, and the ways in which it can be sent, with their prices."""
    names = locations.by_id(language=language)
    served = channels.served_channels(ids=[order.row.channel_id])[0]
    ways = [
        (to_public("loc", place.location_id), _("Pickup: %(place)s") % {"place": names[place.location_id].name})
        for place in served.places
        if place.picks_up
    ]
    sent = [
        (method.code, f"{method.text(language).name} ({money(price)})")
        for method in methods.delivery_methods(kind=MethodKind.DELIVERY)
        if (price := method.price(order.row.total.currency)) is not None
    ]
    return ways + sent
