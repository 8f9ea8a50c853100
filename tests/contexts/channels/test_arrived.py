"""An order has arrived when all that the buyer still wants of it was delivered."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.types.orders import ExternalPackage, PackageState, has_arrived
from arasta.kernel.ids import new_id

S = PackageState


def package(state: PackageState, *, replaced: bool = False) -> ExternalPackage:
    return ExternalPackage(new_id(), "P1", state, str(state), "", "", 1, replaced, ())


@pytest.mark.parametrize(
    ("states", "arrived"),
    [
        ([S.DELIVERED], True),
        ([S.DELIVERED, S.DELIVERED], True),
        ([S.DELIVERED, S.CANCELLED], True),
        ([S.DELIVERED, S.SHIPPED], False),
        ([S.SHIPPED], False),
        ([S.UNDELIVERED], False),
        ([S.RETURNED, S.CANCELLED], False),
        ([], False),
    ],
    ids=["one", "both", "rest_canceled", "one_on_its_way", "on_its_way", "undelivered", "nothing_wanted", "nothing"],
)
def test_all_that_is_wanted_was_delivered(states: list[PackageState], arrived: bool) -> None:
    assert has_arrived([package(state) for state in states]) is arrived


def test_a_package_that_was_made_anew_does_not_count() -> None:
    assert has_arrived([package(S.SHIPPED, replaced=True), package(S.DELIVERED)])
