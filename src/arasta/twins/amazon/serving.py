"""Serve the marketplace: its interface, its login, its queue, its documents, and the pages to play with."""

from collections.abc import Callable
from functools import partial

from starlette.routing import BaseRoute, Mount, Route

from arasta.twins import fault_page, steering
from arasta.twins.amazon import api, control, feeds, gate, kinds, notices, pages
from arasta.twins.amazon.twin import NAME, Account, open_market
from arasta.twins.amazon.types import Books, Settings
from arasta.twins.served import Served, Surroundings
from arasta.twins.twin import Twin
from arasta.twins.wire import Answer, Call, Refusal, endpoint

TITLE = "Amazon"


def _schema(call: Call) -> Answer:
    return Answer(200, kinds.schema(call.params["product_type"]))


def _files(twin: Twin[Settings], act: Callable[[Books, Call], Answer]) -> Callable[[Call], Answer]:
    """Serve documents: their address alone opens them."""

    def serve(call: Call) -> Answer:
        try:
            with twin.books() as books:
                return act(books, call)
        except Refusal as refusal:
            return refusal.plain()

    return serve


def build(around: Surroundings) -> Served:
    """Build the twin with its demo seller."""
    twin, sleep = open_market(around, Account()), around.sleep
    operations = [
        Route(one.path, endpoint(partial(gate.serve, twin, one), sleep), methods=[one.method]) for one in api.OPERATIONS
    ]
    routes: list[BaseRoute] = [
        Mount("/api", routes=operations),
        Route("/auth/o2/token", endpoint(partial(gate.give_token, twin), sleep), methods=["POST"]),
        Route("/queue/", endpoint(partial(notices.serve_queue, twin), sleep), methods=["POST"]),
        Route("/files/{document_id}", endpoint(_files(twin, feeds.put), sleep), methods=["PUT"]),
        Route("/files/{document_id}", endpoint(_files(twin, feeds.fetch), sleep), methods=["GET"]),
        Route("/schemas/{product_type}", endpoint(_schema, sleep), methods=["GET"]),
        Mount("/control", routes=steering.routes(twin, sleep, control.actions(), None)),
        *pages.routes(twin),
        *fault_page.routes(twin, None),
    ]
    return Served(NAME, TITLE, Mount(f"/{NAME}", routes=routes))
