"""While the twins are served, webhooks leave by themselves."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from arasta.twins.app import Options
from tests.twins.makers import SELLER, World, order, stocked

HOOK = {"url": "https://shop.example/hook", "authenticationType": "API_KEY", "apiKey": "k"}


def served(world: World) -> Options:
    return replace(world.default_options(), pump_seconds=0)


async def serve_until_received(world: World, letters: int) -> None:
    """Hold the application's life span open until so many letters have come."""
    async with asyncio.timeout(10), world.app.router.lifespan_context(world.app):
        while len(world.received) < letters:
            await asyncio.sleep(0)


def test_webhooks_leave_by_themselves(tmp_path: Path) -> None:
    world = World(tmp_path, options=served)
    stocked(world)
    world.seller("POST", f"/webhook/sellers/{SELLER}/webhooks", json=HOOK)
    order(world)

    asyncio.run(serve_until_received(world, 1))

    assert world.received[0].headers["x-api-key"] == "k"


def test_a_stroke_that_breaks_is_told_and_the_next_one_follows(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(tmp_path, options=served)
    stocked(world)
    world.seller("POST", f"/webhook/sellers/{SELLER}/webhooks", json=HOOK)
    order(world)
    order(world)

    def breaks_once(request: httpx.Request) -> httpx.Response:
        if len(world.received) == 1:
            raise RuntimeError("a mistake of ours")
        return httpx.Response(200)

    world.receiver = breaks_once

    async def serve() -> None:
        serving = asyncio.create_task(serve_until_received(world, 3))
        while not caplog.records:
            await asyncio.sleep(0)
        world.wait(minutes=1)
        await serving

    asyncio.run(serve())

    assert caplog.records[0].getMessage() == "The webhooks could not be delivered; trying again."
    assert len(world.received) == 3
