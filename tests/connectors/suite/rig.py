"""What a connector brings to the shared suite: its twin in this process, played by a test from the other side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

import httpx

from arasta.contexts.channels.ports import Account
from arasta.contexts.channels.types import ListingItem
from arasta.contexts.channels.types.inbound import RawRequest
from arasta.twins.faults import Fault

PRICE_MINOR = 10_000


@dataclass(frozen=True, kw_only=True)
class Goods:
    """Something on sale at the twin, with the ids by which we speak of it there."""

    external_id: str
    sku: str
    refs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Bought:
    """An order at the twin: ids as the connector reads them."""

    order_id: str
    package_id: str


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the twin knows of an order by now."""

    accepted: bool = False
    canceled: bool = False
    tracking_number: str = ""


class Rig(Protocol):
    """A connector's twin and everything around it. Time stands still unless `wait` moves it; nothing sleeps.

    `account` opens the connector so that it reaches the twin, with limits as the real channel has them. `calls` are the
    requests that came to the twin, oldest first. `exempt` says why the channel has no such fault; every fault that
    the suite asks for is either played or exempt. `other_category`: the channel's own word for a category that described
    things are not in, where the channel has words of its own. `told_at_once`: how many quantities one call of the channel
    holds, where the connector takes more at once than that. `prices_singly`: each product's prices are a call of their own.
    """

    connector: str
    account: Account
    calls: list[httpx.Request]
    exempt: Mapping[Fault, str]
    other_category: str
    told_at_once: int
    prices_singly: bool

    @property
    def now(self) -> datetime:
        """The twin's time, which is ours too."""

    def wait(self, seconds: float) -> None:
        """Let time pass, and let the twin do what falls due in it."""

    def client(self) -> httpx.Client:
        """Return a client whose requests go to the twin and into `calls`; a too late answer is httpx.ReadTimeout."""

    def offer(self, *skus: str, units: int) -> Sequence[Goods]:
        """Put things on sale at the twin at PRICE_MINOR in the account's currency, with nothing of it in `calls`."""

    def describe(self, sku: str) -> ListingItem:
        """Describe a thing that is not on sale yet and breaks no rule of the channel."""

    def buy(self, goods: Goods, quantity: int = 1) -> Bought:
        """Buy and pay as the channel's customer. Only asked of channels that sell."""

    def cancel(self, bought: Bought) -> None:
        """Cancel an order whole as the channel's customer."""

    def cancel_one(self, bought: Bought) -> None:
        """Cancel one unit of an order that has not left."""

    def give_back_one(self, bought: Bought) -> None:
        """Let the channel pay back the price of one unit of an order that arrived, unasked by us."""

    def units(self, goods: Goods) -> int:
        """Return how many the twin offers."""

    def price_minor(self, goods: Goods) -> int:
        """Return what the twin asks for it."""

    def is_on_sale(self, goods: Goods) -> bool:
        """Tell whether the twin's customers can buy it if there are units."""

    def take_off(self, goods: Goods) -> None:
        """Delete it at the twin, as somebody would behind our back. Only asked of connectors that read back."""

    def told(self, bought: Bought) -> Told:
        """Return what the twin knows of an order."""

    def break_down(self, fault: Fault, *, times: int = 1) -> None:
        """Let the next calls that can meet a fault meet it; never one that is in `exempt`."""

    def recover(self) -> None:
        """Let nothing go wrong any more."""

    def called(self) -> Sequence[RawRequest]:
        """Let the twin make the calls that are due to the addresses it knows, and return them as they arrive."""


RigBuilder = Callable[[Path], Rig]
"""Builds a rig over an empty folder."""
