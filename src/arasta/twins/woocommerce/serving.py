"""The shop as it is served."""

import json
from functools import partial
from pathlib import Path

from starlette.routing import Mount, Route

from arasta.twins import fault_page, steering
from arasta.twins.fault_page import in_books
from arasta.twins.served import Served, Surroundings
from arasta.twins.web import page
from arasta.twins.wire import endpoint
from arasta.twins.woocommerce import api, control, gate, products, webhooks
from arasta.twins.woocommerce.pages import Pages
from arasta.twins.woocommerce.shop import Shop, open_shop

API = "/wp-json/wc/v3"


def build(around: Surroundings) -> Served:
    """Build the shop with its interface, its window and its control routes."""
    shop = open_shop(around)
    _stock_up(shop, around.home / f"{shop.name}.goods")
    pages, deliver = Pages(shop), partial(webhooks.deliver, shop)
    operations = [
        Route(one.path, endpoint(partial(gate.serve, shop, one), around.sleep), methods=[one.method])
        for one in api.OPERATIONS
    ]
    routes = [
        Mount(API, routes=operations),
        Mount("/control", routes=steering.routes(shop, around.sleep, control.actions(shop), deliver)),
        Route("/", page(in_books(shop, pages.window))),
        Route("/buy", page(in_books(shop, pages.buy)), methods=["POST"]),
        Route("/orders", page(in_books(shop, pages.my_orders))),
        Route("/orders/{order_id:int}", page(in_books(shop, pages.act)), methods=["POST"]),
        *fault_page.routes(shop, deliver),
    ]
    return Served("woocommerce", "WooCommerce", Mount("/woocommerce", routes=routes), deliver)


def _stock_up(shop: Shop, note: Path) -> None:
    """Put up what a note names, once: what the merchant sold there before anybody connected the shop."""
    if note.exists():
        with shop.books() as books:
            for body in json.loads(note.read_text(encoding="utf-8")):
                products.create(books, body)
        note.unlink()
