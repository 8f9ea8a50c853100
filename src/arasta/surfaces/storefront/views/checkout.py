"""Checkout: one page, first how the goods reach the shopper, then how they pay."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import addresses, consents
from arasta.contexts.customers.services.addresses import TooManyAddresses
from arasta.contexts.customers.types import (
    ADDRESS_PREFIX,
    CONSENT_TEXTS,
    AddressRow,
    AddressToSave,
    ConsentToRecord,
    ContactChannel,
    Purpose,
)
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.services import carts as cart_book
from arasta.contexts.orders.services.carts import CheckoutInput
from arasta.contexts.orders.types import DeliveryKind
from arasta.contexts.pickup.types import SlotNotOffered
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.price_cart import PricedCart, price_cart
from arasta.kernel import clock, db
from arasta.kernel.ids import UnknownId, from_public, to_public
from arasta.surfaces.storefront import ahead, baskets, kiosk, links, nearby, pages, tenders, visitors
from arasta.surfaces.storefront.checkouts import Choices, choices, is_paid_at_store, is_ready
from arasta.surfaces.storefront.forms import RULES, CheckoutForm, address_of
from arasta.surfaces.storefront.lines import cart_view
from arasta.surfaces.storefront.nearby import Near
from arasta.surfaces.storefront.paying import TOKENS
from arasta.surfaces.storefront.places import stores
from arasta.surfaces.storefront.shop import Shop, shop_of


@dataclass(frozen=True, slots=True)
class Desk:
    """A cart at the checkout: what it costs, and how it could reach the shopper."""

    priced: PricedCart
    offered: Choices


@require_safe
@pages.private
def checkout(request: HttpRequest) -> HttpResponse:
    """Show the step the shopper is at; `?edit` goes back to the first."""
    cart = baskets.align(request, shop_of(request))
    if cart is None or not cart.lines:
        return redirect("shop_cart")
    desk = at_desk(request, cart)
    if cart_view(desk.priced, language=cart.language).has_problems:
        return redirect("shop_cart")
    if is_ready(cart, desk.offered) and "edit" not in request.GET:
        return show_payment(request, desk)
    return _show_form(request, desk, CheckoutForm(initial=_initial(request, cart)))


@require_POST
@pages.private
def delivery(request: HttpRequest) -> HttpResponse:
    """Take down who orders and how the goods reach them, hold the goods, and go on to the payment.

    `reshape` only asks for the form anew: for an address of another country, or with distances from another place.
    """
    cart = baskets.align(request, shop_of(request))
    if cart is None or not cart.lines:
        return redirect("shop_cart")
    desk = at_desk(request, cart)
    if "reshape" in request.POST:
        return _show_form(request, desk, CheckoutForm(initial=request.POST.dict()))
    form = CheckoutForm(request.POST)
    said = _read(request, form, desk) if form.is_valid() else None
    if said is None:
        return _show_form(request, desk, form, status=422)
    try:
        with db.transaction():
            cart_book.set_checkout(cart.id, said)
            ahead.write_down(cart.id, said, request.POST.dict(), at=clock.now())
            hold_cart(cart.id, actor=visitors.shopper_of(request))
            _write_down(request, form, cart.id, said)
    except OutOfStock as refusal:
        return _show_form(request, desk, form, status=409, shortages=shortages_of(refusal))
    except SlotNotOffered:
        return _show_form(request, desk, form, status=409, is_time_gone=True)
    return redirect("shop_checkout")


@require_POST
@pages.private
def hold(request: HttpRequest) -> HttpResponse:
    """Hold the goods once more after the time was over."""
    cart = baskets.current(request)
    if cart is None:
        return redirect("shop_cart")
    try:
        hold_cart(cart.id, actor=visitors.shopper_of(request))
    except OutOfStock as refusal:
        desk, left = at_desk(request, cart), shortages_of(refusal)
        return show_payment(request, desk, status=409, trouble="out_of_stock", shortages=left)
    return redirect("shop_checkout")


def at_desk(request: HttpRequest, cart: CartRow) -> Desk:
    """Price a cart and find out how it could reach the shopper."""
    shop, standing = shop_of(request), kiosk.kiosk_of(request)
    priced = price_cart(cart.id, at=clock.now())
    later = [one.later.promised_on for one in priced.lines if one.later and one.variant.id not in cart.fetched]
    offered = choices(shop, cart, near=_near(request, shop), later=later)
    return Desk(priced, offered.led_by(standing.location_id) if standing else offered)


def show_payment(
    request: HttpRequest,
    desk: Desk,
    *,
    status: int = 200,
    trouble: str = "",
    sentence: str = "",
    shortages: Mapping[UUID, int] | None = None,
) -> HttpResponse:
    """Show the payment step, with what went wrong beside what it is about."""
    cart = desk.priced.cart
    ways = tenders.offered(shop_of(request), in_store=is_paid_at_store(cart, desk.offered))
    context = {
        "view": cart_view(desk.priced, language=cart.language, shortages=shortages),
        "cart": cart,
        "cart_id": to_public("crt", cart.id),
        "method": desk.offered.method(cart.delivery_method),
        "store": desk.offered.store(cart.pickup_location_id),
        "is_pickup": cart.delivery is DeliveryKind.PICKUP,
        "fetched": cart.fetched,
        "come_at": ahead.chosen(cart.id, cart.pickup_location_id),
        "ways": ways,
        "script_urls": tenders.script_urls(ways),
        "is_demonstration": any(way.token in TOKENS for way in ways),
        "can_pay": bool(ways),
        "trouble": trouble,
        "sentence": sentence,
        "chosen": request.POST.get("card", ""),
        "check_url": links.return_path(cart.id),
    }
    return tenders.admit(pages.show(request, "checkout_payment.html", context, status=status), ways)


def shortages_of(refusal: OutOfStock) -> dict[UUID, int]:
    """Return what is left of each variant a refusal names."""
    return {short.variant_id: short.available for short in refusal.shortages}


def _show_form(
    request: HttpRequest,
    desk: Desk,
    form: CheckoutForm,
    *,
    status: int = 200,
    shortages: Mapping[UUID, int] | None = None,
    is_time_gone: bool = False,
) -> HttpResponse:
    context = {
        "form": form,
        "is_time_gone": is_time_gone,
        "offered": desk.offered,
        "addresses": _addresses(request),
        "view": cart_view(desk.priced, language=desk.priced.cart.language, shortages=shortages),
        "is_short": bool(shortages),
        "times": ahead.times(desk.offered, desk.priced.cart.id, at=clock.now()),
        "picked": _picked(request, desk.priced.cart),
        "fetching": {f"fetch-{to_public('var', key)}" for key in desk.priced.cart.fetched} | set(request.POST),
        "is_signed_in": visitors.customer_id_of(request) is not None,
        "consent": _(CONSENT_TEXTS[Purpose.OFFERS][1]),
        "next": reverse("shop_checkout"),
    }
    return pages.show(request, "checkout_delivery.html", context, status=status)


def _picked(request: HttpRequest, cart: CartRow) -> str:
    """Return the time that is marked in the form: as it was sent, else as it was chosen before."""
    if request.method == "POST":
        named = (f"time-{request.POST.get('store', '')}", f"fetch-time-{request.POST.get('fetch_store', '')}")
        return next((request.POST[name] for name in named if request.POST.get(name)), "")
    come_at = ahead.chosen(cart.id, cart.pickup_location_id)
    return come_at.isoformat() if come_at else ""


def _read(request: HttpRequest, form: CheckoutForm, desk: Desk) -> CheckoutInput | None:
    """Return what the form says, or nothing once something in it is marked as wrong."""
    offered, fetched = desk.offered, _fetched(request, form, desk)
    method, store = form.cleaned_data["method"], _location(form.cleaned_data["store"])
    is_pickup = form.is_pickup
    if fetched:
        store = _location(form.cleaned_data["fetch_store"])
        is_pickup = len(fetched) == len(desk.priced.cart.lines)
    entry = _entry(request, form)
    address = address_of(entry.address) if entry else form.address(country=shop_of(request).channel.country)
    if is_pickup or fetched:
        chosen = offered.store(store)
        if chosen is None or (is_pickup and not chosen.can_serve):
            named = "fetch_store" if fetched else "store"
            form.add_error(named, RULES["required"] if chosen is None else chosen.words)
    if not is_pickup and offered.method(method) is None:
        form.add_error("method", RULES["required"])
    if form.errors:
        return None
    return CheckoutInput(
        email=form.cleaned_data["email"].lower(),
        delivery=DeliveryKind.PICKUP if is_pickup else DeliveryKind.DELIVERY,
        delivery_method="" if is_pickup else method,
        pickup_location_id=store if is_pickup or fetched else None,
        address=address,
        fetched=frozenset() if is_pickup else fetched,
        book_id=entry.id if entry else None,
    )


def _fetched(request: HttpRequest, form: CheckoutForm, desk: Desk) -> frozenset[UUID]:
    """Return the variants that the shopper fetches while the rest is sent."""
    if form.is_pickup:
        return frozenset()
    lines = desk.priced.cart.lines
    return frozenset(line.variant_id for line in lines if f"fetch-{to_public('var', line.variant_id)}" in request.POST)


def _write_down(request: HttpRequest, form: CheckoutForm, cart_id: UUID, said: CheckoutInput) -> None:
    """Keep what was said beside the order: that offers are welcome, and an address for the next time."""
    customer_id, actor, given = visitors.customer_id_of(request), visitors.shopper_of(request), form.cleaned_data
    if given["offers"]:
        word = ConsentToRecord(
            contact=said.email,
            channel=ContactChannel.EMAIL,
            purpose=Purpose.OFFERS,
            is_given=True,
            source="checkout",
            language=shop_of(request).language,
            customer_id=customer_id if customer_id and customers.customer(customer_id).email == said.email else None,
        )
        consents.record([word], actor=actor)
    if customer_id and given["keep"] and given["saved"] in {"", "new"} and not form.is_pickup:
        with suppress(TooManyAddresses):
            [book_id] = addresses.save_addresses(customer_id, [AddressToSave(form.place())], actor=actor)
            cart_book.set_checkout(cart_id, replace(said, book_id=book_id))


def _near(request: HttpRequest, shop: Shop) -> Near:
    """Return where the shopper is, as they just said or let us remember."""
    found = stores(shop)
    if said := " ".join(request.POST.get("near", "").split())[:60]:
        point, name = nearby.find(said, found)
        return Near(said, point, name, is_remembered=False)
    return nearby.near_of(request, found)


def _entry(request: HttpRequest, form: CheckoutForm) -> AddressRow | None:
    """Return the entry of the customer's book that was chosen; somebody else's is not there."""
    word, customer_id = form.cleaned_data["saved"], visitors.customer_id_of(request)
    if form.is_pickup or customer_id is None or word in {"", "new"}:
        return None
    return customers.address(customer_id, from_public(ADDRESS_PREFIX, word))


def _addresses(request: HttpRequest) -> list[tuple[str, AddressRow]]:
    customer_id = visitors.customer_id_of(request)
    found = customers.addresses(customer_id) if customer_id else []
    return [(to_public(ADDRESS_PREFIX, row.id), row) for row in found]


def _initial(request: HttpRequest, cart: CartRow) -> dict[str, Any]:
    known: dict[str, Any] = {"country": shop_of(request).channel.country, "delivery": DeliveryKind.DELIVERY}
    if standing := kiosk.kiosk_of(request):
        known |= {"delivery": DeliveryKind.PICKUP, "store": to_public("loc", standing.location_id)}
    customer_id = visitors.customer_id_of(request)
    if customer_id is not None:
        row = customers.customer(customer_id)
        known |= {"email": row.email, "name": row.name, "phone": row.phone}
        known |= {"pickup_name": row.name, "pickup_phone": row.phone}
    if cart.email:
        known |= {"email": cart.email, "delivery": cart.delivery, "method": cart.delivery_method}
    if cart.pickup_location_id:
        known["fetch_store" if cart.fetched else "store"] = to_public("loc", cart.pickup_location_id)
    if cart.address and cart.delivery is DeliveryKind.PICKUP:
        known |= {"pickup_name": cart.address.name, "pickup_phone": cart.address.phone}
    elif cart.address:
        known |= {**asdict(cart.address), "saved": "new"}
    return known


def _location(word: str) -> UUID | None:
    try:
        return from_public("loc", word)
    except UnknownId:
        return None
