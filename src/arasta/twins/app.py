"""Build the twins as one ASGI application."""

import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

import anyio
import httpx
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from arasta.twins import deliveries, fault_page, steering
from arasta.twins.amazon import serving as amazon
from arasta.twins.google import serving as google
from arasta.twins.iyzico import serving as iyzico
from arasta.twins.mailbox import serving as mailbox
from arasta.twins.meta import serving as meta
from arasta.twins.served import Builder, Served, Surroundings
from arasta.twins.shopify import serving as shopify
from arasta.twins.store import Store
from arasta.twins.testpay import api as pay_api
from arasta.twins.testpay import control as pay_control
from arasta.twins.testpay import pages as pay_pages
from arasta.twins.testpay.bank import Bank
from arasta.twins.testpay.schema import SCHEMA as PAY_SCHEMA
from arasta.twins.trendyol import api, control, gate, pages, return_pages
from arasta.twins.trendyol.pump import POST
from arasta.twins.trendyol.twin import Account, Twin, enroll, open_market
from arasta.twins.twilio import serving as twilio
from arasta.twins.web import Page, Visit, page
from arasta.twins.wire import Sleep, endpoint
from arasta.twins.woocommerce import serving as woocommerce

BUILDERS: tuple[Builder, ...] = (
    amazon.build,
    google.build,
    iyzico.build,
    mailbox.build,
    meta.build,
    shopify.build,
    twilio.build,
    woocommerce.build,
)
"""The twins that are served beside the first two, one per line."""

MAX_BODY_BYTES = 32 * 1024 * 1024

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Options:
    """What a deployment may choose; `pump_seconds` None leaves webhooks to the control API."""

    account: Account = field(default_factory=lambda: Account(1234, "demo-key", "demo-secret"))
    pay_secret: str = "demo-pay-secret"  # noqa: S105 - a fake opens with a known secret
    public_url: str | None = None
    pictures: tuple[str, str] = ("", "")
    pump_seconds: float | None = None
    sleep: Sleep = anyio.sleep
    webhook_transport: httpx.BaseTransport | None = None


def _market_routes(twin: Twin, sleep: Sleep) -> list[BaseRoute]:
    operations = [
        Route(one.path, endpoint(partial(gate.serve, twin, one), sleep), methods=[one.method]) for one in api.OPERATIONS
    ]
    deliver = partial(deliveries.pump, twin, POST)
    shown = partial(pages.bound, twin)
    return [
        Mount("/integration", routes=operations),
        Mount("/control", routes=steering.routes(twin, sleep, control.actions(twin), deliver)),
        Route("/", page(shown(pages.shop))),
        Route("/buy", page(shown(pages.buy)), methods=["POST"]),
        Route("/orders", page(shown(pages.my_orders))),
        Route("/orders/{package_id:int}", page(shown(pages.act_on_package)), methods=["POST"]),
        Route("/returns", page(shown(return_pages.returns))),
        Route("/returns/packages/{package_id:int}", page(shown(return_pages.send_back)), methods=["POST"]),
        Route("/returns/claims/{claim_id}", page(shown(return_pages.move)), methods=["POST"]),
        Route("/returns/pay-out", page(shown(return_pages.pay_out)), methods=["POST"]),
        *fault_page.routes(twin, deliver),
    ]


def _pay_routes(bank: Bank, sleep: Sleep) -> list[BaseRoute]:
    calls = [
        Route(path, endpoint(pay_api.serve(bank, act), sleep), methods=[method]) for method, path, act in pay_api.ROUTES
    ]
    actions = [
        Route(path, endpoint(pay_control.control(bank, act), sleep), methods=[method])
        for method, path, act in pay_control.ACTIONS
    ]
    shown = partial(pay_pages.in_books, bank)
    return [
        Mount("/v1", routes=calls),
        Mount("/control", routes=actions),
        Route("/", page(shown(pay_pages.overview))),
        Route("/terminal", page(shown(pay_pages.choose_terminal)), methods=["POST"]),
        Route("/3ds/{payment_id}", page(shown(pay_pages.ask_buyer)), methods=["GET"]),
        Route("/3ds/{payment_id}", page(shown(pay_pages.decide)), methods=["POST"]),
    ]


def _index(others: Sequence[Served], visit: Visit) -> Page:
    return Page("index.html", {"others": others})


async def _pump_forever(deliver: Callable[[], object], seconds: float) -> None:
    while True:
        try:
            await run_in_threadpool(deliver)
        except Exception:
            log.exception("The webhooks could not be delivered; trying again.")
        await anyio.sleep(seconds)


def _lifespan(
    pumps: Sequence[Callable[[], object]], seconds: float | None
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def run(app: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as tasks:
            if seconds is not None:
                for deliver in pumps:
                    tasks.start_soon(_pump_forever, deliver, seconds)
            yield
            tasks.cancel_scope.cancel()

    return run


def create_app(home: Path, *, now: Callable[[], datetime], seed: int, options: Options | None = None) -> Starlette:
    """Build the twins over the files in `home`; the clock and the seed are the caller's.

    The default seller and the payment secret are those of `options`, at every start.
    """
    chosen = options or Options()
    http = httpx.Client(transport=chosen.webhook_transport, follow_redirects=False, trust_env=False)
    bank = Bank(Store(home / "testpay.sqlite3", PAY_SCHEMA), now, seed, chosen.pay_secret, chosen.public_url)
    around = Surroundings(home, now, seed, chosen.sleep, http, chosen.public_url, chosen.pictures)
    twin = open_market(around, chosen.account)
    with twin.books() as books:
        enroll(books, chosen.account)
    others = [build(around) for build in BUILDERS]
    pumps: list[Callable[[], object]] = [
        partial(deliveries.pump, twin, POST),
        *(other.pump for other in others if other.pump),
    ]
    routes = [
        Route("/", page(partial(_index, others))),
        Mount("/trendyol", routes=_market_routes(twin, chosen.sleep)),
        Mount("/testpay", routes=_pay_routes(bank, chosen.sleep)),
        *(other.mount for other in others),
        Mount("/static", app=StaticFiles(directory=Path(__file__).parent / "static")),
    ]
    return Starlette(routes=routes, lifespan=_lifespan(pumps, chosen.pump_seconds), max_body_size=MAX_BODY_BYTES)
