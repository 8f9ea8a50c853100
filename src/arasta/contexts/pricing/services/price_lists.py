"""Save price lists, and announce those that begin or end."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection

from arasta.contexts.pricing.services import announcing
from arasta.contexts.pricing.types import (
    InvalidPriceList,
    PriceGivenTwice,
    PriceListInput,
    PriceListInUse,
    UnknownPricedChannel,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CURRENCY = re.compile(r"[A-Z]{3}")

_IN_USE = """
SELECT l.code FROM pricing_price_list l JOIN unnest(%s::text[], %s::text[]) AS f(code, currency) USING (code)
WHERE l.currency <> f.currency AND EXISTS (SELECT FROM pricing_price p WHERE p.price_list_id = l.id)
"""

_SAVE = """
INSERT INTO pricing_price_list AS l
  (id, code, name, currency, channel_id, priority, starts_at, ends_at, is_active)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[], %s::uuid[], %s::int[],
                     %s::timestamptz[], %s::timestamptz[], %s::bool[])
ON CONFLICT (code) DO UPDATE
SET name = excluded.name, currency = excluded.currency, channel_id = excluded.channel_id,
    priority = excluded.priority, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    is_active = excluded.is_active
WHERE (l.name, l.currency, l.channel_id, l.priority, l.starts_at, l.ends_at, l.is_active)
  IS DISTINCT FROM
  (excluded.name, excluded.currency, excluded.channel_id, excluded.priority, excluded.starts_at, excluded.ends_at,
   excluded.is_active)
RETURNING id
"""

_TURN = """
UPDATE pricing_price_list SET announced_at = %(now)s
WHERE is_active
  AND ((starts_at <= %(now)s AND (announced_at IS NULL OR announced_at < starts_at))
    OR (ends_at <= %(now)s AND (announced_at IS NULL OR announced_at < ends_at)))
RETURNING id
"""


def save_price_lists(price_lists: Sequence[PriceListInput], *, actor: Actor) -> Mapping[str, UUID]:
    """Create or update price lists by code; return their keys by code.

    Raises InvalidPriceList, PriceListInUse (its currency stays), UnknownPricedChannel; prices on a changed list are
    marked and told.
    """
    _check(price_lists)
    ordered = sorted(price_lists, key=lambda given: given.code)
    codes = [given.code for given in ordered]
    with db.transaction():
        for (code,) in db.rows(_IN_USE, [codes, [given.currency for given in ordered]]):
            raise PriceListInUse(price_list=code)
        changed = _write(ordered, codes)
        keys: dict[str, UUID] = dict(db.rows("SELECT code, id FROM pricing_price_list WHERE code = ANY(%s)", [codes]))
        announcing.announce_lists(changed, actor=actor)
    return keys


def announce_turned_lists(*, now: datetime, actor: Actor) -> int:
    """Mark and tell the prices of lists that began or ended and were not told yet; return how many lists that were."""
    with db.transaction():
        turned = [row[0] for row in db.rows(_TURN, {"now": now})]
        announcing.announce_lists(turned, actor=actor)
    return len(turned)


def _write(ordered: Sequence[PriceListInput], codes: Sequence[str]) -> list[UUID]:
    try:
        with db.savepoint():
            changed = db.rows(
                _SAVE,
                [
                    [new_id() for _ in ordered],
                    list(codes),
                    [given.name.strip() for given in ordered],
                    [given.currency for given in ordered],
                    [given.channel_id for given in ordered],
                    [given.priority for given in ordered],
                    [given.starts_at for given in ordered],
                    [given.ends_at for given in ordered],
                    [given.is_active for given in ordered],
                ],
            )
            # The channel's foreign key is checked at commit unless asked for now.
            connection.check_constraints()
    except IntegrityError as wrong:
        raise UnknownPricedChannel from wrong
    return [row[0] for row in changed]


def _check(price_lists: Sequence[PriceListInput]) -> None:
    if len({given.code for given in price_lists}) != len(price_lists):
        raise PriceGivenTwice
    for given in price_lists:
        ends_wrong = given.starts_at and given.ends_at and given.ends_at <= given.starts_at
        named = given.name.strip() and "\x00" not in given.name and len(given.name) <= 120
        coded = len(given.code) <= 60 and _CODE.fullmatch(given.code) and _CURRENCY.fullmatch(given.currency)
        if ends_wrong or not named or not coded or abs(given.priority) > 1_000_000:
            raise InvalidPriceList
