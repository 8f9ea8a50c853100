"""What a data set of baskets is, whoever published it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

CURRENCY = "TRY"
METHOD = "replay-parcel"


@dataclass(frozen=True, slots=True)
class Goods:
    """A product of the data set; `minor` is what one piece costs."""

    key: int
    title: str
    department: str
    brand: str
    minor: int

    @property
    def sku(self) -> str:
        return f"CJ-{self.key}"

    @property
    def handle(self) -> str:
        return f"cj-{self.key}"


@dataclass(frozen=True, slots=True)
class Basket:
    """What one household bought in one store at one time: pieces by product."""

    key: int
    at: datetime
    store: int
    household: int
    pieces: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Baskets in the order of time, and the products that occur in them."""

    goods: Mapping[int, Goods]
    baskets: tuple[Basket, ...]
