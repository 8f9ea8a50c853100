"""What was asked for, and what the numbers of a benchmark company are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

CHANNEL = "bench"
CURRENCY = "TRY"
METHOD = "bench-parcel"
LOCATIONS = ("B-WH1", "B-WH2", "B-ST1", "B-ST2", "B-ST3")
WAREHOUSES = LOCATIONS[:2]
PRICE_LIST = "bench-retail"
PRICE_MINOR = 12_500
PLENTY = 1_000_000
HOT_SKU = "B-HOT"
# A stride that shares no divisor with any round number of variants spreads clients over all of them.
STRIDE = 7919


class Name(StrEnum):
    """The benchmarks, in the order in which `all` runs them."""

    FLOW = "flow"
    ONE_CALL = "one-call"
    BATCH = "batch"
    HOT_SKU = "hot-sku"
    AVAILABILITY = "availability"
    STOCK_BULK = "stock-bulk"
    CHANGES = "changes"
    CHANNELS = "channels"
    FEEDS = "feeds"
    SEARCH = "search"
    PRODUCT_PAGE = "product-page"
    IMPORT = "import"
    MEMORY = "memory"
    GROWTH = "growth"


@dataclass(frozen=True, slots=True)
class Plan:
    """How a run is made. `rows`: of the bulk of stock and of the import; `grown_*`: the large database."""

    seconds: float = 10.0
    warm_up: float = 2.0
    clients: tuple[int, ...] = (8, 32)
    variants: int = 20_000
    rows: int = 100_000
    hot_units: int = 1_000
    grown_variants: int = 1_000_000
    grown_orders: int = 5_000_000
    has_worker: bool = True
    provider: str = "recorded"
    batch: int = 200
    tells_statements: bool = False

    def quick(self) -> Plan:
        """Return a plan that is over in minutes, whatever is measured."""
        few = min(2_000, self.variants)
        return replace(
            self, seconds=min(2.0, self.seconds), warm_up=min(1.0, self.warm_up), variants=few, rows=min(few, self.rows),
            hot_units=min(200, self.hot_units), grown_variants=few, grown_orders=few,
        )  # fmt: skip


def sku(number: int) -> str:
    """Name the variant with this number, from 1 on."""
    return f"B-{number:07d}"


def spread(count: int, *, of: int) -> list[str]:
    """Return so many SKUs, spread over the company's."""
    return [sku(1 + (number * STRIDE) % of) for number in range(count)]
