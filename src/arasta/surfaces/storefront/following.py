"""What a browser follows: the order of a link, or all orders of who is signed in on it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from arasta.contexts.messages.queries import devices
from arasta.contexts.messages.types import Device
from arasta.flows.telling import follow_on_device
from arasta.kernel.errors import Unauthenticated
from arasta.surfaces.storefront import links, visitors

HERE = "shop_device"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a browser wants to hear about, and where its owner said so."""

    subject: str
    customer_id: UUID | None
    source: str


def wish_of(request: HttpRequest) -> Wish:
    """Read what a browser asks about. Raises UnknownOrder, Unauthenticated."""
    customer_id = visitors.customer_id_of(request)
    if word := request.POST.get("order", ""):
        return Wish(f"order:{links.read_order(word)}", customer_id, "order")
    if customer_id is None:
        raise Unauthenticated
    return wish_of_customer(customer_id)


def wish_of_customer(customer_id: UUID) -> Wish:
    """Return the wish to hear of all orders of a customer."""
    return Wish(f"customer:{customer_id}", customer_id, "account")


def unfollow(request: HttpRequest, device: Device, wish: Wish) -> None:
    """Let a device show no more of what it followed."""
    follow_on_device.unfollow(
        device,
        subject=wish.subject,
        customer_id=wish.customer_id,
        source=wish.source,
        actor=visitors.shopper_of(request),
    )


def leave(request: HttpRequest) -> None:
    """Let a device show no more of a customer who signs out on it."""
    customer_id, here = visitors.customer_id_of(request), request.session.pop(HERE, None)
    if customer_id and here:
        wish = wish_of_customer(customer_id)
        for device in devices.devices_of(wish.subject):
            if str(device.id) == here:
                unfollow(request, device, wish)
