"""A channel's policy derives price entries and never a second price; deviations are seen."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest

from arasta.contexts.channels.services import price_policy as policy_services
from arasta.contexts.channels.types.policies import PolicyInvalid, PolicyKind, PricePolicy, PriceReasonMissing, Standing
from arasta.contexts.pricing.queries import prices as pricing
from arasta.flows.publishing import keep_prices
from arasta.kernel.money import Money
from tests import makers
from tests.flows.publishing.counter import CLERK, NOW, Counter
from tests.refusing import refused

pytestmark = pytest.mark.django_db

DEARER = PricePolicy(kind=PolicyKind.PERCENT, percent=Decimal(10), step_minor=50)


def first(counter: Counter) -> UUID:
    return counter.variants["SHIRT-BLUE-L"]


def costs(counter: Counter, key: UUID) -> int:
    return pricing.prices([key], channel_id=counter.channel.id, currency="TRY", at=NOW)[key].price.minor


def stands(counter: Counter, key: UUID) -> Standing:
    return keep_prices.judge_prices(counter.channel, [key], at=NOW)[key].standing


def test_prices_follow_the_policy_and_what_they_are_derived_from(counter: Counter) -> None:
    counter.offer()
    key = first(counter)

    changed = keep_prices.set_policy(counter.channel, DEARER, at=NOW, actor=CLERK)
    derived = costs(counter, key)
    makers.make_price(key, 20_000)
    followed = keep_prices.derive_for_all([key], at=NOW, actor=CLERK)
    again = keep_prices.derive_for_all([key], at=NOW, actor=CLERK)

    assert (changed, derived, followed, again) == (4, 11_000, 1, 0)
    assert (costs(counter, key), stands(counter, key)) == (22_000, Standing.FITS)


def test_the_same_as_everywhere_takes_what_was_derived_away(counter: Counter) -> None:
    counter.offer()
    keep_prices.set_policy(counter.channel, DEARER, at=NOW, actor=CLERK)

    changed = keep_prices.set_policy(counter.channel, PricePolicy(kind=PolicyKind.SAME), at=NOW, actor=CLERK)

    assert (changed, costs(counter, first(counter))) == (4, 10_000)


def test_a_price_by_hand_stands_beside_the_policy_until_somebody_says_why(counter: Counter) -> None:
    counter.offer()
    key = first(counter)
    keep_prices.set_policy(counter.channel, DEARER, at=NOW, actor=CLERK)
    keep_prices.set_by_hand(counter.channel, {key: Money(9_000, "TRY")}, at=NOW, actor=CLERK)
    beside = stands(counter, key)

    with refused(PriceReasonMissing):
        policy_services.accept_prices(counter.channel.id, {key: Money(9_000, "TRY")}, reason=" ", now=NOW, actor=CLERK)
    policy_services.accept_prices(
        counter.channel.id, {key: Money(9_000, "TRY")}, reason="Launch week", now=NOW, actor=CLERK
    )
    accepted = stands(counter, key)
    keep_prices.set_by_hand(counter.channel, {key: Money(8_000, "TRY")}, at=NOW, actor=CLERK)

    assert (beside, accepted, stands(counter, key)) == (Standing.BESIDE, Standing.ACCEPTED, Standing.BESIDE)


def test_prices_are_brought_back_to_the_policy(counter: Counter) -> None:
    counter.offer()
    key = first(counter)
    keep_prices.set_policy(counter.channel, DEARER, at=NOW, actor=CLERK)
    keep_prices.set_by_hand(counter.channel, {key: Money(9_000, "TRY")}, at=NOW, actor=CLERK)

    keep_prices.bring_back(counter.channel, [key], at=NOW, actor=CLERK)

    assert (costs(counter, key), stands(counter, key)) == (11_000, Standing.FITS)


@pytest.mark.parametrize(
    "policy",
    [
        PricePolicy(kind=PolicyKind.PERCENT, percent=Decimal(-91)),
        PricePolicy(kind=PolicyKind.PERCENT, tolerance=Decimal(51)),
        PricePolicy(kind=PolicyKind.PERCENT, step_minor=0),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(counter: Counter, policy: PricePolicy) -> None:
    with refused(PolicyInvalid):
        keep_prices.set_policy(counter.channel, policy, at=NOW, actor=CLERK)
