"""The shop as it is served."""

from functools import partial

from starlette.routing import Mount, Route

from arasta.twins import fault_page, steering
from arasta.twins.fault_page import in_books
from arasta.twins.served import Served, Surroundings
from arasta.twins.web import page
from arasta.twins.wire import endpoint
from arasta.twins.woocommerce import api, control, gate, webhooks
from arasta.twins.woocommerce.pages import Pages
from arasta.twins.woocommerce.shop import open_shop

API = "/wp-json/wc/v3"


def build(around: Surroundings) -> Served:
    """Build the shop with its interface, its window and its control routes."""
    shop = open_shop(around)
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
