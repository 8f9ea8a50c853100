"""A company in which every address of the project leads to something real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver

from arasta.contexts.brand.services import kits
from arasta.contexts.brand.types import Colors, KitInput
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.services import feeds, listings
from arasta.contexts.channels.types import ListingInput
from arasta.contexts.channels.types.content import EditOp, EditStep
from arasta.contexts.channels.types.feeds import FeedFormat, FeedInput, FeedKind, FeedTarget
from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import passkeys, sessions
from arasta.contexts.customers.types import NewPasskey, SignInWay
from arasta.contexts.discovery.services import collections, synonyms
from arasta.contexts.discovery.types import CollectionInput, CollectionKind, Rule
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.identity.services import api_keys, staff
from arasta.contexts.identity.types import NewStaff, Role
from arasta.contexts.imports import services as imports
from arasta.contexts.imports.types import ImportKind, Reading, RunInput
from arasta.contexts.inventory.queries import lots
from arasta.contexts.inventory.services import levels, supplies, tracking, transfers
from arasta.contexts.inventory.services.supplies import SupplyInput
from arasta.contexts.inventory.services.tracking import TrackingInput
from arasta.contexts.inventory.types import StockLine, Traced, TrackingMode
from arasta.contexts.messages.queries import book
from arasta.contexts.messages.services import devices, sending
from arasta.contexts.messages.types import DeviceToKeep, MessageToSend
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.payments.ports import register_gateway
from arasta.flows.publishing import edit_listings
from arasta.flows.shipping.source_order import source_orders
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.surfaces.storefront import kiosk
from tests import makers
from tests.connectors.webpush.browser import Browser
from tests.surfaces.storefront.shopping import ADDRESS, Provider, Shop, deliver, open_shop, pay, register

PASSWORD = "three blue kettles"
SKU = "SHIRT-RED-S"
SILENT = {"django_session", "django_migrations", "django_content_type", "auth_permission"}


@dataclass(frozen=True)
class Route:
    """One address pattern of the project."""

    name: str
    pattern: str

    def address(self, words: dict[str, str]) -> str:
        """Fill the pattern with real words."""
        plain = re.sub(r"\(\?P<(\w+)>[^)]*\)|<(?:\w+:)?(\w+)>", lambda part: words[part[1] or part[2]], self.pattern)
        return "/" + plain.replace("^", "").replace("$", "")


@dataclass(frozen=True)
class World:
    """Ids to fill addresses with, and browsers: a member of staff, a customer, and another customer."""

    words: dict[str, dict[str, str]]
    worker: Client
    customer: Client
    stranger: Client

    def address(self, route: Route) -> str:
        """Fill a route with words; those of a longer beginning go before those of a shorter one."""
        own = [self.words[start] for start in sorted(self.words, key=len) if route.pattern.startswith(start)]
        return route.address({key: word for found in own for key, word in found.items()})


def routes() -> list[Route]:
    """Walk all address patterns; those of the API wear its namespace."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], before: str, space: str) -> Iterator[Route]:
    for one in patterns:
        if isinstance(one, URLPattern):
            yield Route(space + (one.name or ""), before + str(one.pattern))
        else:
            inner = f"{one.namespace}:" if one.namespace else space
            yield from _walk(one.url_patterns, before + str(one.pattern), inner)


@contextmanager
def undone() -> Iterator[None]:
    """Do something and undo it; our own code does not take this for a transaction of its own."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def picture() -> dict[str, str]:
    """Return a word for every table that changes when any of its rows does."""
    tables = [row[0] for row in db.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
    parts = [
        f"SELECT '{table}', md5(COALESCE(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
        for table in tables
        if table not in SILENT
    ]
    return dict(db.rows(" UNION ALL ".join(parts)))


def make_world() -> World:
    """Open the shop, sell something, and let people sign in."""
    provider = Provider()
    register_gateway("shop-fake", lambda: provider)
    shop = open_shop(provider)
    shop.stock(SKU, warehouse=5, kadikoy=5)
    customer, stranger = _shopper("ayse@mail.example"), _shopper("zeynep@mail.example")
    customer.post("/account/addresses/new", ADDRESS)
    link = _buy(shop, customer)
    return World(_words(shop, link), _worker(), customer, stranger)


def _shopper(email: str) -> Client:
    client = Client()
    register(client, email, PASSWORD)
    return client


def _buy(shop: Shop, client: Client) -> str:
    shop.put_in(client, SKU, 1)
    deliver(client)
    link = str(pay(client)["Location"]).removesuffix("?thanks=1")
    source_orders([shop.orders()[0].row.id], at=makers.DAY, actor=SYSTEM)
    return link


def _worker() -> Client:
    person = NewStaff(email="worker@example.com", name="Olcay", role=Role.PICKER, password=PASSWORD)
    staff.add_staff([person], actor=SYSTEM)
    client = Client()
    answer: HttpResponse = client.post("/office/sign-in", {"email": person.email, "password": PASSWORD})  # type: ignore[assignment]
    assert answer.status_code == 302
    return client


def _lot(shop: Shop) -> UUID:
    """Receive a lot of something that spoils."""
    variant = makers.make_variant("OIL")
    tracking.track(TrackingInput(variant, TrackingMode.LOT), actor=SYSTEM)
    line = StockLine(variant, shop.warehouse, 2, traced=(Traced("L1", 2),))
    levels.receive([line], reference="delivery", actor=SYSTEM)
    return lots.lot(variant, "L1").id


def _import() -> UUID:
    """Take in a file that waits to be read."""
    given = RunInput(kind=ImportKind.STOCK, file_name="x.csv", path="x.csv", size=1, is_trial=True, reading=Reading())
    return imports.open_run(given, actor=SYSTEM)


def _message(order: UUID) -> str:
    """Write to a customer about an order, with nobody there to carry it."""
    with db.transaction():
        sending.queue([MessageToSend("order_link", f"order:{order}", "ayse@mail.example", facts={"number": "1"})])
    (message,) = book.messages_about([f"order:{order}"])
    sending.send(message.id, at=makers.DAY)
    return to_public("msg", message.id)


def _collection() -> str:
    """Put a collection together."""
    given = CollectionInput(
        code="gifts", kind=CollectionKind.RULE, names={"en": "Gifts"}, rule=Rule(category="clothing")
    )
    collections.save([given], actor=SYSTEM)
    return given.code


def _feed(shop: Shop) -> UUID:
    """Open a feed of what the shop sells."""
    wanted = FeedInput(
        channel_id=shop.channel,
        shop_id=shop.channel,
        name="all",
        target=FeedTarget.PLAIN,
        kind=FeedKind.PRODUCTS,
        format=FeedFormat.TSV,
        only_listed=False,
    )
    return feeds.open_feed(wanted).id


def _words(shop: Shop, link: str) -> dict[str, dict[str, str]]:
    order = shop.orders()[0]
    order_id, asked = to_public("ord", order.row.id), fulfillment.of_orders([order.row.id])[0]
    buyer = next(row for row in customers.customers_page("").items if row.email == "ayse@mail.example")
    place = to_public("adr", customers.addresses(buyer.id)[0].id)
    key, _ = api_keys.create_api_key("Accounting", scopes=["stock.read"], actor=SYSTEM)
    colleague = NewStaff(email="colleague@example.com", name="Cem", role=Role.AGENT, password=PASSWORD)
    person = staff.add_staff([colleague], actor=SYSTEM)[0]
    variant, product = shop.word(SKU), db.rows("SELECT id FROM catalog_product LIMIT 1")[0][0]
    sent = transfers.send([(shop.variants[SKU], 1)], source=shop.warehouse, target=shop.kadikoy, actor=SYSTEM)
    coming = SupplyInput(shop.variants[SKU], shop.warehouse, 5, makers.DAY.date())
    announced = supplies.announce([coming], actor=SYSTEM)[0]
    return {
        **_words_of_shop(shop, order, buyer.id, link=link),
        "office/collections/": {"code": "gifts"},
        "office/synonyms/": {"group": str(synonyms.add([["shirt", "blouse"]], actor=SYSTEM)[0])},
        "office/staff/": {"key": to_public("stf", person)},
        "office/api-keys/": {"key": to_public("key", key.id)},
        "office/products/": {"key": to_public("prd", product), "variant_key": variant, "spoken": "tr"},
        "office/^products/": {"key": to_public("prd", product), "status": "archived"},
        "office/customers/": {"key": to_public("cus", buyer.id), "address_key": place, "consent_key": place},
        "office/locations/": {"key": to_public("loc", shop.kadikoy)},
        "office/pickup-places/": {"key": to_public("loc", shop.kadikoy)},
        **_words_of_channels(shop, order_id),
        "office/brands/": {"code": _kit(), "place": "logo"},
        "office/prices/": {"key": variant},
        "office/prices/cells/": {"key": variant},
        "office/price-lists/": {"code": "base-try"},
        "office/orders/": {"key": order_id},
        "office/messages/": {"key": _message(order.row.id)},
        "office/messages/about-order/": {"key": order_id},
        "office/orders/of-customer/": {"key": to_public("cus", buyer.id)},
        "office/payments/": {"key": order_id},
        "office/fulfillment/": {"key": to_public("ful", asked.id)},
        "office/fulfillment/of-order/": {"key": order_id},
        "office/delivery-methods/": {"code": "standard"},
        "office/registers/": {"key": to_public("reg", makers.make_register(shop.kadikoy).id)},
        "office/registers/of-order/": {"key": order_id},
        "office/carts/": {"key": to_public("crt", order.row.id)},
        "office/stock/": {"key": variant, "place": to_public("loc", shop.warehouse), "act": "adjust"},
        "office/imports/": {"key": to_public("imp", _import()), "kind": "stock"},
        "office/transfers/": {"key": to_public("trf", sent)},
        "office/lots/": {"key": to_public("lot", _lot(shop))},
        "office/transfers/line/": {"key": variant},
        "office/incoming/": {"key": to_public("sup", announced)},
        "office/variants/": {"key": variant},
        "office/reviews/": {"key": to_public("rev", new_id())},
        "till/": {"key": order_id},
        "till/pickups/": {"key": to_public("ful", asked.id)},
        **_words_of_what_comes_back(order_id),
        **_words_of_nothing(),
        "api/": {
            "customer_id": to_public("cus", buyer.id),
            "transfer_id": to_public("trf", sent),
            "supply_id": to_public("sup", announced),
            "return_id": to_public("crn", new_id()),
            **_words_of_api(order.row.id, asked=asked.id),
        },
    }


def _words_of_what_comes_back(order_id: str) -> dict[str, dict[str, str]]:
    return {
        "office/orders/<str:key>/credit-notes/": {"key": order_id, "number": "WEB2026C-000001"},
        "office/returns/": {"key": to_public("ret", new_id())},
        "office/returns/of-order/": {"key": order_id},
        "office/refunds/": {"key": to_public("rfd", new_id())},
        "till/returns/": {"key": to_public("ret", new_id())},
    }


def _words_of_channels(shop: Shop, order_id: str) -> dict[str, dict[str, str]]:
    listing = _listing(shop.channel, shop.variants[SKU])
    return {
        "office/channels/": {"key": order_id},
        "office/channels/parked/": {"key": to_public("prk", new_id())},
        "office/channels/<str:code>/content/": {"key": to_public("lst", listing)},
        "office/channels/<str:code>/edits/": {"key": to_public("edt", _edit(listing, shop.channel))},
        "office/feeds/": {"key": to_public("fed", _feed(shop))},
        "office/returns-on-channels/": {"key": to_public("crn", new_id())},
        "office/connect/set-up/": {"key": to_public("cdr", new_id())},
    }


def _words_of_shop(shop: Shop, order: OrderDetail, buyer_id: UUID, *, link: str) -> dict[str, dict[str, str]]:
    place = to_public("adr", customers.addresses(buyer_id)[0].id)
    return {
        "": {"code": "web", "name": "nothing.webp", "path": "nothing", "handle": "shirt"},
        "c/": {"code": "clothing"},
        "collections/": {"code": _collection()},
        "kiosk/": {"word": kiosk.start_path(shop.kadikoy).rpartition("/")[2]},
        "sitemap-": {"number": "1"},
        "p/": {"handle": "shirt"},
        "q/": {"place": "KADIKOY", "sku": SKU},
        "shelf/": {"place": "KADIKOY", "sku": SKU},
        "order/": {"word": link.rpartition("/")[2], "key": to_public("ret", new_id()), "number": "WEB2026C-000001"},
        "checkout/": {"word": "crt_nothing"},
        "account/orders/": {"number": order.row.number},
        "account/addresses/": {"word": place},
        "account/passkeys/": {"word": _passkey(buyer_id)},
        "account/shown-on/": {"word": to_public("dev", _device(buyer_id))},
        "account/devices/": {"word": to_public("ses", sessions.begin(buyer_id, way=SignInWay.CODE, device="Phone"))},
    }


def _device(customer_id: UUID) -> UUID:
    browser = DeviceToKeep(**Browser().named, label="Phone")
    return devices.keep_device(browser, subject=f"customer:{customer_id}")


def _passkey(customer_id: UUID) -> str:
    passkeys.add(customer_id, NewPasskey(b"key", b"half", 0, "testserver", "Phone"), actor=SYSTEM)
    return to_public("psk", customers.passkeys(customer_id)[0].id)


def _kit() -> str:
    """Make a brand kit."""
    return kits.save_kits([KitInput("plain-paper", "Plain paper", Colors())])[0].code


def _words_of_nothing() -> dict[str, dict[str, str]]:
    """Return words for addresses that must stand it that what they name is not there."""
    return {
        "office/system/": {"delivery": "1"},
        "fitting/": {"word": "nothing"},
        "till/fittings/": {"key": to_public("fit", new_id())},
        "office/audit/": {"drift": "1"},
        "hooks/": {"key": to_public("ins", new_id())},
        "hooks/payments/": {"key": to_public("pac", new_id())},
        "office/payments/accounts/": {"key": to_public("pac", new_id()), "provider": "stripe"},
        "pay/": {"word": "nothing"},
        "feeds/": {"word": "nothing", "file_name": "all.tsv"},
        "brand/": {"code": "plain", "size": "192"},
        "b/": {"code": "00000-00000"},
        "office/desk/carts/": {"key": to_public("crt", new_id())},
        "office/desk/chats/": {"key": to_public("cnv", new_id())},
    }


def _words_of_api(order: UUID, *, asked: UUID) -> dict[str, str]:
    return {
        "sku": SKU,
        "key": SKU,
        "code": "nothing",
        "cart_id": to_public("crt", order),
        "order_id": to_public("ord", order),
        "payment_id": to_public("pay", new_id()),
        "fulfillment_id": to_public("ful", asked),
        "shipment_id": to_public("shp", asked),
        "fulfillment_order_id": to_public("ful", asked),
        "call_id": to_public("cal", new_id()),
        "parked_id": to_public("prk", new_id()),
        "hold_id": to_public("hld", new_id()),
        "fitting_id": to_public("fit", new_id()),
        "location_id": to_public("loc", new_id()),
        "handle": "shirt",
        "edit_id": to_public("edt", new_id()),
        "feed_id": to_public("fed", new_id()),
    }


def _listing(channel: UUID, variant: UUID) -> UUID:
    return listings.save_listings(channel, [ListingInput(variant_id=variant, external_id=SKU)], actor=SYSTEM)[0].id


def _edit(listing: UUID, channel: UUID) -> UUID:
    steps, at = [EditStep(field="title", op=EditOp.SET, value="A shirt")], makers.DAY
    on = channels.channel_by_id(channel)
    mark = edit_listings.plan(on, [listing], steps, at=at).mark
    return edit_listings.save(on, [listing], steps, mark=mark, at=at, actor=SYSTEM)
