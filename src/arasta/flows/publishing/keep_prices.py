"""Keep a channel's prices in step with its policy. Prices stay where they are kept: on price lists.

A policy of so many percent writes entries of a list of its own, `policy-CHANNEL`, the weakest of the channel's lists;
people's prices stand on `channel-CHANNEL` and beat it. What counts is what pricing says, here as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from arasta.contexts.channels.queries import channels, listings
from arasta.contexts.channels.queries import price_policy as policy_book
from arasta.contexts.channels.services import price_policy as policy_services
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.policies import AcceptedPrice, PolicyKind, PricePolicy, Standing
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.pricing.services import price_lists
from arasta.contexts.pricing.services import prices as price_services
from arasta.contexts.pricing.types import PriceInput, PriceListInput, PriceRow
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.money import Money

WEAKEST = -1_000
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Judged:
    """A price on a channel beside the one for all channels. `wanted` is what the policy asks for."""

    variant_id: UUID
    price: Money | None
    base: Money | None
    wanted: Money | None
    standing: Standing
    reason: str = ""


def hand_list(channel: Channel) -> str:
    """Return the code of the list that holds the prices people set for a channel."""
    return f"channel-{channel.code}"[:60]


def policy_list(channel: Channel) -> str:
    """Return the code of the list that a policy writes."""
    return f"policy-{channel.code}"[:60]


def judge_prices(channel: Channel, variant_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, Judged]:
    """Judge prices on a channel by its policy."""
    policy, keys = policy_book.policy_of(channel.id), list(dict.fromkeys(variant_ids))
    own = pricing.prices(keys, channel_id=channel.id, currency=channel.currency, at=at)
    base = pricing.prices(keys, channel_id=None, currency=channel.currency, at=at)
    accepted = policy_book.accepted_prices(channel.id, keys)
    return {
        key: judged_price(
            key,
            own[key].price if key in own else None,
            base[key].price if key in base else None,
            policy,
            accepted.get(key),
        )
        for key in keys
    }


def judged_price(
    key: UUID, price: Money | None, base: Money | None, policy: PricePolicy, accepted: AcceptedPrice | None
) -> Judged:
    """Judge one price, given what it is compared with."""
    wanted = policy_book.derived(base, policy) if base else None
    if price is None:
        return Judged(key, None, base, wanted, Standing.NO_BASE)
    stands = policy_book.standing(price, base, policy, accepted.price if accepted else None)
    return Judged(key, price, base, wanted, stands, accepted.reason if accepted else "")


def set_policy(channel: Channel, policy: PricePolicy, *, at: datetime, actor: Actor) -> int:
    """Say how a channel's prices relate to those for all, and derive them; return how many prices changed by it."""
    with db.transaction():
        policy_services.save_policy(channel.id, policy)
        keys = listings.variants_on(channel.id)
        return sum(
            derive(channel, keys[start : start + AT_ONCE], at=at, actor=actor) for start in range(0, len(keys), AT_ONCE)
        )


def derive(channel: Channel, variant_ids: Sequence[UUID], *, at: datetime, actor: Actor) -> int:
    """Write what the policy makes of the prices for all channels; return how many prices are others than before."""
    policy, code = policy_book.policy_of(channel.id), policy_list(channel)
    standing = _entries(code, variant_ids)
    wanted: dict[UUID, tuple[Money, Money | None]] = {}
    if policy.kind is PolicyKind.PERCENT:
        base = pricing.prices(variant_ids, channel_id=None, currency=channel.currency, at=at)
        wanted = {key: _both(row, policy) for key, row in base.items()}
    changes = [
        PriceInput(price_list=code, variant_id=key, price=new[0] if new else None, compare_at=new[1] if new else None)
        for key in variant_ids
        if (new := wanted.get(key)) != standing.get(key)
    ]
    if changes:
        _open_list(channel, code, WEAKEST, actor)
        price_services.set_prices(changes, now=at, actor=actor)
    return len(changes)


def derive_for_all(variant_ids: Sequence[UUID], *, at: datetime, actor: Actor) -> int:
    """Derive prices that changed for all channels wherever a policy of so many percent holds."""
    kept = {key for key, policy in policy_book.policies().items() if policy.kind is PolicyKind.PERCENT}
    total = 0
    for channel in channels.channels_by_id(sorted(kept)).values():
        here = listings.listings_of(variant_ids, channel_id=channel.id)
        total += derive(channel, [row.variant_id for row in here], at=at, actor=actor)
    return total


def set_by_hand(channel: Channel, prices: Mapping[UUID, Money | None], *, at: datetime, actor: Actor) -> None:
    """Set prices of a channel alone, or take them away so that the others count again."""
    code = hand_list(channel)
    _open_list(channel, code, 0, actor)
    entries = [PriceInput(price_list=code, variant_id=key, price=price) for key, price in prices.items()]
    price_services.set_prices(entries, now=at, actor=actor)


def bring_back(channel: Channel, variant_ids: Sequence[UUID], *, at: datetime, actor: Actor) -> None:
    """Take the prices people set for a channel away, and stand up for them no more; what the policy derives counts."""
    with db.transaction():
        set_by_hand(channel, dict.fromkeys(by_hand(channel, variant_ids)), at=at, actor=actor)
        policy_services.forget_accepted(channel.id, variant_ids)
        derive(channel, variant_ids, at=at, actor=actor)


def by_hand(channel: Channel, variant_ids: Sequence[UUID]) -> dict[UUID, Money]:
    """Return the prices people set for a channel alone."""
    return {key: pair[0] for key, pair in _entries(hand_list(channel), variant_ids).items()}


def _both(row: PriceRow, policy: PricePolicy) -> tuple[Money, Money | None]:
    price = policy_book.derived(row.price, policy) or row.price
    before = policy_book.derived(row.compare_at, policy) if row.compare_at else None
    return price, before if before and price < before else None


def _entries(code: str, variant_ids: Sequence[UUID]) -> dict[UUID, tuple[Money, Money | None]]:
    return {
        key: (cell.price, cell.compare_at)
        for key, cells in pricing.price_table(variant_ids).items()
        for cell in cells
        if cell.price_list == code and cell.min_quantity == 1
    }


def _open_list(channel: Channel, code: str, priority: int, actor: Actor) -> None:
    wanted = PriceListInput(
        code=code, name=channel.name[:120], currency=channel.currency, channel_id=channel.id, priority=priority
    )
    if code not in {row.code for row in pricing.price_lists()}:
        price_lists.save_price_lists([wanted], actor=actor)
