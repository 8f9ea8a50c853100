"""Serve the shop: its GraphQL address, its control routes, its pages."""

from functools import partial

from starlette.routing import Mount, Route

from arasta.twins import deliveries, fault_page, steering
from arasta.twins.fault_page import in_books
from arasta.twins.served import Served, Surroundings
from arasta.twins.shopify import consenting, control, exporting, gate, pages
from arasta.twins.shopify.shop import Account, open_shop
from arasta.twins.shopify.subscribing import POST
from arasta.twins.web import page
from arasta.twins.wire import endpoint


def build(around: Surroundings) -> Served:
    """Build the shop's twin."""
    shop = open_shop(around, Account())
    deliver = partial(deliveries.pump, shop, POST)
    routes = [
        Route(
            "/admin/api/{version}/graphql.json",
            endpoint(partial(gate.serve, shop), around.sleep),
            methods=["POST"],
        ),
        Route(
            "/exports/{number:int}",
            endpoint(partial(exporting.serve, shop), around.sleep),
            methods=["GET"],
        ),
        Route(
            "/admin/oauth/access_token",
            endpoint(partial(consenting.serve_exchange, shop), around.sleep),
            methods=["POST"],
        ),
        Route("/admin/oauth/authorize", page(in_books(shop, partial(consenting.ask, shop))), methods=["GET"]),
        Route("/admin/oauth/authorize", page(in_books(shop, partial(consenting.decide, shop))), methods=["POST"]),
        Mount("/control", routes=steering.routes(shop, around.sleep, control.actions(shop), deliver)),
        Route("/", page(in_books(shop, partial(pages.window, shop)))),
        Route("/buy", page(in_books(shop, partial(pages.buy, shop))), methods=["POST"]),
        Route("/orders", page(in_books(shop, partial(pages.my_orders, shop)))),
        Route("/orders/{order_id:int}", page(in_books(shop, partial(pages.act_on_order, shop))), methods=["POST"]),
        *fault_page.routes(shop, deliver),
    ]
    return Served("shopify", "Shopify twin", Mount("/shopify", routes=routes), deliver)
