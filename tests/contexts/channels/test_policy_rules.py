"""A policy derives prices and judges them; guesses name their reason; a channel is weighed before it is entered."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.channels.domain import matching, price_policy, weighing
from arasta.contexts.channels.types.policies import (
    Candidate,
    MatchReason,
    PolicyKind,
    PricePolicy,
    Standing,
    ToMatch,
)
from arasta.contexts.channels.types.protocol import Issue
from arasta.contexts.channels.types.weighing import Terms, Verdict, Weighed
from arasta.kernel.money import Money

HUNDRED = Money(10_000, "TRY")
RAISED = PricePolicy(kind=PolicyKind.PERCENT, percent=Decimal("12.5"), step_minor=90, tolerance=Decimal(1))


def test_prices_are_derived_and_rounded_to_the_step() -> None:
    assert price_policy.derived(HUNDRED, RAISED) == Money(11_250, "TRY")
    assert price_policy.derived(Money(10_001, "TRY"), RAISED) == Money(11_250, "TRY")
    assert price_policy.derived(HUNDRED, PricePolicy(kind=PolicyKind.SAME)) == HUNDRED
    assert price_policy.derived(HUNDRED, PricePolicy()) is None


@given(st.integers(1, 10**9), st.integers(1, 1000), st.decimals(-90, 900, places=2))
def test_a_derived_price_is_never_nothing(minor: int, step: int, percent: Decimal) -> None:
    policy = PricePolicy(kind=PolicyKind.PERCENT, percent=percent, step_minor=step)

    found = price_policy.derived(Money(minor, "TRY"), policy)

    assert found is not None
    assert found.minor >= step
    assert found.minor % step == 0


@pytest.mark.parametrize(
    ("minor", "accepted", "standing"),
    [
        (11_250, None, Standing.FITS),
        (11_360, None, Standing.FITS),
        (11_370, None, Standing.BESIDE),
        (9_900, Money(9_900, "TRY"), Standing.ACCEPTED),
        (9_900, Money(9_901, "TRY"), Standing.BESIDE),
    ],
)
def test_a_price_is_judged(minor: int, accepted: Money | None, standing: Standing) -> None:
    assert price_policy.standing(Money(minor, "TRY"), HUNDRED, RAISED, accepted) is standing


def test_free_prices_never_deviate_and_a_price_without_a_base_does() -> None:
    assert price_policy.standing(HUNDRED, None, PricePolicy(), None) is Standing.FITS
    assert price_policy.standing(HUNDRED, None, RAISED, None) is Standing.NO_BASE


def ours(number: int = 1, /, **more: object) -> Candidate:
    facts = {"sku": "KRV-TRAY-01", "gtin": "8690000000019", "likeness": 0, "price": HUNDRED, **more}
    return Candidate(variant_id=UUID(int=number), **facts)  # type: ignore[arg-type]


def seen(**more: object) -> ToMatch:
    facts = {"external_id": "9001", "sku": "", "barcode": "", "title": "Copper tray", "price": HUNDRED, **more}
    return ToMatch(**facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("shown", "candidate", "reason", "is_sure"),
    [
        ({"barcode": "08690000000019"}, {}, MatchReason.GTIN, True),
        ({"sku": "KRV-TRAY-01"}, {"gtin": ""}, MatchReason.SKU, True),
        ({"external_id": "KRV-TRAY-01"}, {"gtin": ""}, MatchReason.SKU, True),
        ({"sku": "krv tray/01"}, {}, MatchReason.SKU_FOLDED, True),
        ({"sku": "krv tray/01", "price": Money(500, "TRY")}, {}, MatchReason.SKU_FOLDED, False),
        ({}, {"likeness": 80}, MatchReason.TITLE_AND_PRICE, False),
        ({"price": None}, {"likeness": 80}, MatchReason.TITLE, False),
    ],
)
def test_a_guess_names_its_reason(
    shown: dict[str, object], candidate: dict[str, object], reason: MatchReason, is_sure: bool
) -> None:
    [guess] = matching.guesses(seen(**shown), [ours(1, **candidate)])

    assert (guess.reason, guess.confidence >= matching.SURE) == (reason, is_sure)


def test_two_that_fit_alike_are_sure_of_neither() -> None:
    found = matching.guesses(seen(barcode="8690000000019"), [ours(1), ours(2)])

    assert [guess.confidence >= matching.SURE for guess in found] == [False, False]


def test_what_is_not_alike_is_not_guessed() -> None:
    assert matching.guesses(seen(), [ours(likeness=40), ours(2, likeness=20)]) == []


TERMS = Terms(
    commission=Decimal(20),
    fixed=Money(500, "TRY"),
    shipping=Money(1_000, "TRY"),
    ads=Decimal(5),
    returned=Decimal(10),
    lost_of_returned=Decimal(50),
    cost=Decimal(30),
)


def test_every_part_of_the_price_is_accounted_for() -> None:
    found = weighing.profit(Money(12_000, "TRY"), TERMS, tax_percent=20)

    assert (found.tax.minor, found.fees.minor, found.ads.minor, found.returns.minor) == (2_000, 2_900, 600, 600)
    assert (found.goods.minor, found.left.minor, found.share) == (3_000, 1_900, Decimal(190_000) / 12_000)
    parts = [found.tax, found.fees, found.shipping, found.ads, found.returns, found.goods, found.left]
    assert sum(part.minor for part in parts) == 12_000


def weighed(minor: int, *, refused: bool = False) -> Weighed:
    found = weighing.profit(Money(minor, "TRY"), TERMS, tax_percent=20)
    issues = [Issue(field="title", code="length", text="too long")] if refused else []
    return Weighed(UUID(int=1), "SKU", "Tray", 3, found, issues, [])


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([weighed(12_000), weighed(20_000)], Verdict.GOOD),
        ([weighed(12_000), weighed(12_000), weighed(2_000)], Verdict.LOSES),
        ([weighed(20_000), weighed(20_000, refused=True), weighed(20_000, refused=True)], Verdict.THIN),
        ([weighed(2_000), weighed(2_000)], Verdict.LOSES),
        ([weighed(20_000, refused=True)], Verdict.NOTHING),
        ([], Verdict.NOTHING),
    ],
)
def test_the_verdict(rows: list[Weighed], verdict: Verdict) -> None:
    assert weighing.verdict(rows) is verdict
