"""Derive a channel's price from the one for all channels, and judge the one it has. Pure."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from arasta.contexts.channels.types.policies import PolicyKind, PricePolicy, Standing
from arasta.kernel.money import Money

_LOWEST, _HIGHEST, _WIDEST = Decimal(-90), Decimal(900), Decimal(50)


def is_sound(policy: PricePolicy) -> bool:
    """Tell whether a policy makes sense."""
    return (
        _LOWEST <= policy.percent <= _HIGHEST
        and 0 <= policy.tolerance <= _WIDEST
        and 1 <= policy.step_minor <= 1_000_000
    )


def derived(base: Money, policy: PricePolicy) -> Money | None:
    """Return what the policy makes of the price for all channels; nothing where prices are free."""
    if policy.kind is PolicyKind.FREE:
        return None
    if policy.kind is PolicyKind.SAME:
        return base
    exact = base.minor * (100 + policy.percent) / 100
    steps = (exact / policy.step_minor).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    return Money(max(policy.step_minor, int(steps) * policy.step_minor), base.currency)


def standing(price: Money, base: Money | None, policy: PricePolicy, accepted: Money | None) -> Standing:
    """Judge a price; an accepted one counts for exactly its amount."""
    if policy.kind is PolicyKind.FREE:
        return Standing.FITS
    wanted = derived(base, policy) if base is not None else None
    if wanted is None:
        return Standing.ACCEPTED if accepted == price else Standing.NO_BASE
    if abs(price.minor - wanted.minor) * 100 <= policy.tolerance * wanted.minor:
        return Standing.FITS
    return Standing.ACCEPTED if accepted == price else Standing.BESIDE


def changed_by(price: Money, percent: Decimal, step_minor: int = 1) -> Money:
    """Return a price changed by so many percent, rounded to a step and never nothing."""
    raised = PricePolicy(kind=PolicyKind.PERCENT, percent=percent, step_minor=step_minor)
    return derived(price, raised) or price
