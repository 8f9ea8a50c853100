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

from arasta.twins.served import Builder, Served, Surroundings
from arasta.twins.store import Store
from arasta.twins.testpay import api as pay_api
from arasta.twins.testpay import control as pay_control
from arasta.twins.testpay import pages as pay_pages
from arasta.twins.testpay.bank import Bank
from arasta.twins.testpay.schema import SCHEMA as PAY_SCHEMA
from arasta.twins.trendyol import api, control, gate, pages
from arasta.twins.trendyol.pump import pump
from arasta.twins.trendyol.schema import SCHEMA as MARKET_SCHEMA
from arasta.twins.trendyol.twin import Account, Twin, enroll
from arasta.twins.web import Page, Visit, page
from arasta.twins.wire import Sleep, endpoint

BUILDERS: tuple[Builder, ...] = ()
"""The twins that are served beside the first two, one per line."""

MAX_BODY_BYTES = 32 * 1024 * 1024
PUMP_LIMIT = 100

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
    actions = [
        Route(path, endpoint(control.control(twin, act), sleep), methods=[method])
        for method, path, act in control.ACTIONS
    ]
    actions.append(Route("/pump", endpoint(control.run_pump(twin), sleep), methods=["POST"]))
    shown = partial(pages.in_books, twin)
    return [
        Mount("/integration", routes=operations),
        Mount("/control", routes=actions),
        Route("/", page(shown(pages.shop))),
        Route("/buy", page(shown(pages.buy)), methods=["POST"]),
        Route("/orders", page(shown(pages.my_orders))),
        Route("/orders/{package_id:int}", page(shown(pages.act_on_package)), methods=["POST"]),
        Route("/faults", page(shown(pages.faults)), methods=["GET"]),
        Route("/faults", page(shown(pages.switch_fault)), methods=["POST"]),
        Route("/faults/settings", page(shown(pages.tune)), methods=["POST"]),
        Route("/faults/deliver", page(pages.deliver_now(twin)), methods=["POST"]),
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
    twin = Twin(Store(home / "trendyol.sqlite3", MARKET_SCHEMA), now, seed, http, chosen.account, chosen.pictures)
    bank = Bank(Store(home / "testpay.sqlite3", PAY_SCHEMA), now, seed, chosen.pay_secret, chosen.public_url)
    with twin.books() as books:
        enroll(books, chosen.account)
    around = Surroundings(home, now, seed, chosen.sleep, http, chosen.public_url, chosen.pictures)
    others = [build(around) for build in BUILDERS]
    pumps: list[Callable[[], object]] = [
        partial(pump, twin, limit=PUMP_LIMIT),
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
