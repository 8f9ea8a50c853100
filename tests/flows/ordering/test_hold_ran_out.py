"""Payment after a hold ran out: the units are taken again, or the money goes back; never both, never neither."""

from __future__ import annotations

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.inventory.queries import stock
from arasta.contexts.inventory.services import reservations
from arasta.contexts.inventory.types import OutOfStock
from arasta.contexts.payments import queries as payments
from arasta.flows.ordering.hold_cart import hold_cart
from arasta.flows.ordering.place_order import Placed
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS
from tests import makers
from tests.flows.ordering.shop import open_shop
from tests.racing import race_all

pytestmark = pytest.mark.django_db(transaction=True)


def run_out(milliseconds: int = -1) -> None:
    """Let every hold end so many milliseconds from now."""
    db.execute(
        "UPDATE inventory_reservation SET expires_at = clock_timestamp() + make_interval(secs => %s / 1000.0)"
        " WHERE status = 'held'",
        [milliseconds],
    )


def sweep() -> None:
    reservations.expire(stock.overdue_levels(limit=100))


@pytest.mark.parametrize("is_swept", [True, False])
def test_units_that_nobody_took_meanwhile_are_taken_again(is_swept: bool) -> None:
    """With the sweeper or without it."""
    shop = open_shop(warehouse=2)
    shop.provider.on_authorize += [run_out, *([sweep] if is_swept else [])]

    placed = shop.order(shop.cart(2))

    assert placed.order is not None
    assert makers.level_of(shop.variant, shop.warehouse) == (2, 2, 0)
    assert [row[0] for row in db.rows("SELECT DISTINCT status FROM inventory_reservation")] == ["expired"]
    assert shop.provider.asked == ["authorize 25000"]
    assert find_lies() == []


def test_units_that_a_rival_took_meanwhile_are_paid_back() -> None:
    shop = open_shop(warehouse=2)
    rival = shop.cart(1)

    def rival_buys() -> None:
        shop.provider.on_authorize.clear()
        run_out()
        shop.order(rival)

    shop.provider.on_authorize.append(rival_buys)

    with pytest.raises(OutOfStock):
        shop.order(shop.cart(2))

    assert makers.level_of(shop.variant, shop.warehouse) == (2, 1, 0)
    assert shop.provider.asked == ["authorize 25000", "authorize 15000", "refund 25000"]
    assert find_lies() == []


@pytest.mark.parametrize("milliseconds", [-1, 20, 60, 150])
def test_claim_against_expiry_raced_over_the_last_unit(milliseconds: int) -> None:
    """Whoever wins, one order stands, and who paid for nothing has the money back."""
    shop = open_shop(warehouse=1)
    holder, rival = shop.cart(1), shop.cart(1)
    hold_cart(holder, actor=ANONYMOUS)
    run_out(milliseconds)

    met = race_all([lambda: shop.order(holder), lambda: shop.order(rival), sweep, sweep])

    placed = [one for one in met if isinstance(one, Placed)]
    assert len(placed) == 1, met
    assert [type(one) for one in met if isinstance(one, Exception)] == [OutOfStock]
    sweep()
    assert makers.level_of(shop.variant, shop.warehouse) == (1, 1, 0)
    rows = payments.payments_of([holder, rival])
    assert sum(row.captured.minor - row.refunded.minor for row in rows) == 15_000
    assert find_lies() == []
