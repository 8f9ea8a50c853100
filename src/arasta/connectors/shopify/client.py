"""The one address of a shop and what calls to it cost: every call is charged to one bucket of points."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from arasta.connectors.shopify import mutations, queries
from arasta.kernel.transport.limits import Bucket, Budget, RateGroup
from arasta.kernel.transport.wire import HttpRequest, HttpResponse, Unreadable, write_json

VERSION = "2026-10"
PATH = "/graphql.json"
GROUP = "points"
FILES = "files"
ORDERS_PAGE = 6
VARIANTS_PAGE = 35
PICTURED = 15
RETURNS_PAGE = 20
BALANCE_PAGE = 100
SMALLEST_PLAN = Bucket(2000, Decimal(100))
RESERVE_PERCENT = 50

COSTS: Mapping[str, int] = {
    queries.ORDERS: 155 * ORDERS_PAGE,
    queries.ONE_ORDER: 900,
    queries.MORE_LINES: 850,
    queries.MORE_PACKAGES: 560,
    queries.MORE_PACKAGE_LINES: 210,
    queries.ONE_PACKAGE: 220,
    queries.VARIANTS: 26 * VARIANTS_PAGE,
    queries.VARIANTS_BY_ID: 26 * VARIANTS_PAGE,
    queries.PICTURES: 63 * PICTURED,
    queries.REFS: 750,
    queries.LEVELS: 750,
    queries.PRODUCT: 210,
    queries.OPERATION: 210,
    queries.JOB: 1,
    queries.CHANGED_MONEY: 4 * RETURNS_PAGE,
    queries.RETURNS: 690,
    queries.BALANCE: 510,
    queries.MONEY_OF_ORDER: 140,
    queries.INTRODUCTION: 70,
    queries.PRIMARY_LOCATION: 1,
    queries.HOW_MANY: 1,
    queries.EXPORT: 1,
    queries.PUBLICATIONS: 1,
    queries.SUBSCRIPTIONS: 100,
    mutations.SET_PRODUCT: 230,
}
"""What a document may cost at most; one that is not named here costs little."""

LITTLE = 15

URGENT = frozenset(
    {
        queries.ORDERS,
        queries.ONE_ORDER,
        queries.MORE_LINES,
        queries.MORE_PACKAGES,
        queries.MORE_PACKAGE_LINES,
        mutations.CANCEL,
    }
)
"""What must not wait behind stock and prices."""

REPEATABLE = frozenset(
    {
        mutations.SET_QUANTITIES,
        mutations.ACTIVATE,
        mutations.SET_PRICES,
        mutations.SET_PRODUCT,
        mutations.PUBLISH,
        mutations.UNPUBLISH,
        mutations.ACCEPT,
        mutations.TRACK,
        mutations.REFUND,
    }
)
"""Changes that may be sent twice: they set a value, or go under a key."""


def call(document: str, **variables: Any) -> HttpRequest:
    """Write one call."""
    is_question = "mutation" not in document.split("(", 1)[0]
    return HttpRequest(
        method="POST",
        path=PATH,
        group=GROUP,
        headers={"content-type": "application/json"},
        body=write_json({"query": document, "variables": variables}),
        repeatable=is_question or document in REPEATABLE,
        cost=COSTS.get(document, LITTLE),
        urgent=document in URGENT,
    )


def rate_group() -> RateGroup:
    """Return the bucket of the smallest plan; what a shop really has is learned from its answers."""
    return RateGroup(GROUP, bucket=SMALLEST_PLAN, reserve_percent=RESERVE_PERCENT)


def read_budget(request: HttpRequest, answer: HttpResponse) -> Budget | None:
    """Read what is left in the bucket, which every answer tells."""
    try:
        status = answer.json()["extensions"]["cost"]["throttleStatus"]
        return Budget(
            int(status["currentlyAvailable"]),
            Bucket(int(status["maximumAvailable"]), Decimal(str(status["restoreRate"]))),
        )
    except (Unreadable, KeyError, TypeError, ValueError, ArithmeticError):
        return None
