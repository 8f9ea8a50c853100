"""Why a cart does not become an order: refusals of checkout and payment, on every channel."""

from __future__ import annotations

from arasta.kernel.errors import Conflict, gettext_noop


class PriceChanged(Conflict):
    """The total is not what the buyer saw."""

    code = "price_changed"
    template = gettext_noop(
        "Prices changed while you were shopping: the total is now %(total)s. Look again, then order."
    )


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
