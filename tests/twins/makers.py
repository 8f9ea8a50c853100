"""A twin to talk to: the real application, a clock that is moved by hand, and no network."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from arasta.twins.app import Options, create_app

SELLER, SEED = 1234, 7
ORIGIN = "http://twin.test"
API = "/trendyol/integration"
CONTROL = "/trendyol/control"
START = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
START_MS = round(START.timestamp() * 1000)
BARCODE = "8690000000017"


def basic(key: str, secret: str) -> str:
    """Write a Basic credential."""
    return "Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode()


SELLER_HEADERS = {"user-agent": f"{SELLER} - SelfIntegration", "authorization": basic("demo-key", "demo-secret")}


@cache
def untouched() -> dict[str, bytes]:
    """Return the files of twins that nobody asked anything yet: they are copied faster than made."""
    with TemporaryDirectory() as folder:
        app = create_app(Path(folder), now=lambda: START, seed=SEED, options=Options())
        files = {path.name: path.read_bytes() for path in Path(folder).iterdir() if not path.name.endswith("-shm")}
        del app
    return files


class World:
    """The application with everything around it: time, the address webhooks go to, and what was waited for."""

    def __init__(self, home: Path, *, seed: int = SEED, options: Callable[[World], Options] | None = None) -> None:
        self.home, self.seed = home, seed
        self.time = START
        self.slept: list[float] = []
        self.received: list[httpx.Request] = []
        self.receiver: Callable[[httpx.Request], httpx.Response] = lambda request: httpx.Response(200)
        self._options = options
        if seed == SEED and not options and not home.exists():
            home.mkdir(parents=True)
            for name, content in untouched().items():
                (home / name).write_bytes(content)
        self.start()

    def start(self) -> None:
        """Build the application over the files, as a start after a crash would."""
        chosen = self._options(self) if self._options else self.default_options()
        self.app = create_app(self.home, now=lambda: self.time, seed=self.seed, options=chosen)

    def default_options(self) -> Options:
        """Return options that neither sleep nor reach out."""
        return Options(sleep=self._sleep, webhook_transport=httpx.MockTransport(self._receive))

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def _receive(self, request: httpx.Request) -> httpx.Response:
        self.received.append(request)
        return self.receiver(request)

    def wait(self, **period: int) -> None:
        """Let time pass."""
        self.time += timedelta(**period)

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Send one request to the application."""

        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
                return await client.request(method, path, **options)

        return asyncio.run(send())

    def seller(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Call the seller API with good credentials; headers given as None are left out."""
        headers = {**SELLER_HEADERS, **options.pop("headers", {})}
        kept = {name: value for name, value in headers.items() if value is not None}
        return self.call(method, API + path, headers=kept, **options)

    def control(self, method: str, path: str, **options: Any) -> Any:
        """Call the control API and return its JSON; anything but success is a mistake of the test."""
        response = self.call(method, CONTROL + path, **options)
        assert response.is_success, response.text
        return response.json()

    def fault(self, name: str, *, percent: int = 100, times: int | None = None) -> None:
        """Turn one fault on."""
        self.control("PUT", "/faults", json={"faults": {name: {"percent": percent, "times": times}}})


def product(barcode: str = BARCODE, **changes: Any) -> dict[str, Any]:
    """Return one right product."""
    item: dict[str, Any] = {
        "barcode": barcode,
        "title": "Bakır cezve, ikilik",
        "productMainId": "CEZVE",
        "brandId": 11,
        "categoryId": 22,
        "quantity": 0,
        "stockCode": f"SKU-{barcode}",
        "description": "<p>El yapımı</p>",
        "listPrice": 499,
        "salePrice": 449,
        "vatRate": 20,
        "images": [{"url": "https://pictures.example/cezve.webp"}],
        "attributes": [{"attributeId": 338, "attributeValueIds": [6821]}],
    }
    return item | changes


def publish(world: World, *items: dict[str, Any]) -> None:
    """Send products and wait until they are approved."""
    response = world.seller("POST", f"/product/sellers/{SELLER}/v2/products", json={"items": items or [product()]})
    assert response.status_code == 200, response.text
    world.wait(seconds=3)
    world.control("GET", "/state")
    world.wait(seconds=3)


def push(world: World, barcode: str = BARCODE, quantity: int = 5, **offer: Any) -> str:
    """Push a quantity, wait until it takes effect, and return the batch's id."""
    items = [{"barcode": barcode, "quantity": quantity, **offer}]
    path = f"/inventory/sellers/{SELLER}/products/price-and-inventory"
    response = world.seller("POST", path, json={"items": items})
    assert response.status_code == 200, response.text
    world.wait(seconds=1)
    return str(response.json()["batchRequestId"])


def stocked(world: World, quantity: int = 5, barcode: str = BARCODE) -> None:
    """Put one approved listing on sale."""
    publish(world, product(barcode))
    push(world, barcode, quantity)


def quantity_of(world: World, barcode: str = BARCODE) -> int:
    """Return what the marketplace shows."""
    return int(world.control("GET", "/listings", params={"barcode": barcode})["listings"][0]["quantity"])


def order(world: World, quantity: int = 1, barcode: str = BARCODE, **more: Any) -> dict[str, Any]:
    """Place an order as the customer."""
    lines = [{"barcode": barcode, "quantity": quantity}]
    placed: dict[str, Any] = world.control("POST", "/orders", json={"lines": lines, **more})
    return placed


def package(world: World, package_id: int) -> dict[str, Any]:
    """Return the marketplace's own view of one package."""
    found = world.control("GET", "/packages", params={"after": package_id - 1, "limit": 1})["packages"]
    assert found[0]["shipmentPackageId"] == package_id
    return dict(found[0])


def every_line(body: dict[str, Any]) -> list[dict[str, int]]:
    """Name all lines of a package with their whole quantity."""
    return [{"lineId": line["lineId"], "quantity": line["quantity"]} for line in body["lines"]]


def set_status(world: World, package_id: int, status: str, **more: Any) -> httpx.Response:
    """Move a package as the seller."""
    path = f"/order/sellers/{SELLER}/shipment-packages/{package_id}"
    body = {"lines": every_line(package(world, package_id)), "params": {}, "status": status, **more}
    return world.seller("PUT", path, json=body)


def stream(world: World, **query: Any) -> httpx.Response:
    """Read the stream, five seconds after the last time."""
    world.wait(seconds=5)
    return world.seller("GET", f"/order/sellers/{SELLER}/orders/stream", params=query)
