"""Why a cart does not become an order: refusals of checkout and payment, on every channel."""

from __future__ import annotations

from arasta.contexts.fulfillment.queries.methods import UnknownDeliveryMethod
from arasta.contexts.orders.types import DeliveryKind, EmptyCart
from arasta.flows.ordering.price_cart import PricedCart
from arasta.kernel.errors import Conflict, DomainError, gettext_noop
from arasta.kernel.money import Money


class PriceChanged(Conflict):
    """The total is not what the buyer saw."""

    code = "price_changed"
    template = gettext_noop(
        "Prices changed while you were shopping: the total is now %(total)s. Look again, then order."
    )


class SeenPriceChanged(Conflict):
    """A line costs something else than the sender says that the buyer saw."""

    code = "line_price_changed"
    template = gettext_noop("%(sku)s costs %(price)s now. Show it to the buyer, then order.")


class NotSold(Conflict):
    """Something in the cart has no price on this channel."""

    code = "not_sold_here"
    template = gettext_noop("One product in the cart is not sold here any more. Take it out, then order.")


class CheckoutIncomplete(Conflict):
    code = "checkout_incomplete"
    template = gettext_noop("Say first how the goods shall reach you: %(missing)s is missing.")


class PaymentDeclined(Conflict):
    """The provider said no; the cart and its hold are as before."""

    code = "payment_declined"
    template = gettext_noop("The payment was declined (%(reason)s). Nothing was charged. Try another card.")


class PaymentUnclear(Conflict):
    """The provider did not answer; the sweeper will find out."""

    code = "payment_unclear"
    is_final = False
    template = gettext_noop(
        "The payment provider did not answer. Do not pay again: we find out and confirm within a few minutes."
    )


class PaidTwice(Conflict):
    """A second payment of the same cart came through (a forgotten 3-D Secure page); it is given back."""

    code = "paid_twice"
    template = gettext_noop("This cart was paid already. The second payment is given back.")


class NothingDue(Conflict):
    """The order is paid already, elsewhere or a moment ago."""

    code = "nothing_due"
    template = gettext_noop("Order %(number)s is paid. There is nothing to take.")


class CaptureRefused(Conflict):
    """The provider does not give the money that it promised."""

    code = "capture_refused"
    template = gettext_noop("The provider did not give the money it had promised (%(reason)s).")


def refusal_of(priced: PricedCart, seen_total: Money | None, *, at_counter: bool = False) -> DomainError | None:
    """Say why a cart cannot be ordered: it is empty, incomplete, not sold here, or costs another sum than was seen.

    `at_counter`: its goods are taken along, so nothing need be said of their way.
    """
    cart = priced.cart
    if not cart.lines:
        return EmptyCart()
    if priced.unsellable:
        return NotSold(variants=[str(key) for key in priced.unsellable])
    if priced.is_method_unknown:
        return UnknownDeliveryMethod(code=cart.delivery_method)
    missing = "" if at_counter else _missing(priced)
    if missing:
        return CheckoutIncomplete(missing=missing)
    if seen_total is not None and seen_total != priced.total:
        return PriceChanged(total=f"{priced.total.amount} {priced.total.currency}", total_minor=priced.total.minor)
    return None


def _missing(priced: PricedCart) -> str:
    cart = priced.cart
    is_sent, is_fetched = cart.delivery is DeliveryKind.DELIVERY, cart.delivery is DeliveryKind.PICKUP
    missing = {
        "email": not cart.email,
        "delivery": cart.delivery is None,
        "address": is_sent and cart.address is None,
        "delivery_method": is_sent and not (cart.delivery_method and priced.is_delivery_offered),
        "pickup_location": is_fetched and cart.pickup_location_id is None,
    }
    return next((name for name, is_missing in missing.items() if is_missing), "")
