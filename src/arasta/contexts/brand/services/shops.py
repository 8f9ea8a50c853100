"""Open channels as web shops."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.brand import queries
from arasta.contexts.brand.events import WebShopChanged
from arasta.contexts.brand.types import HostTaken, HostWrong, ShopInput, UnknownKit, WebShop
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_HOST = re.compile(r"[a-z0-9]([a-z0-9.\-]{0,250}[a-z0-9])?")

_OPEN = """
INSERT INTO brand_web_shop (id, channel_id, kit_id, is_general, currencies, email)
SELECT s.id, s.channel_id, k.id, s.is_general, string_to_array(s.currencies, ' '), s.email
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::boolean[], %s::text[], %s::text[])
     AS s(id, channel_id, kit, is_general, currencies, email)
JOIN brand_kit k ON k.code = s.kit
ON CONFLICT (channel_id) DO UPDATE SET kit_id = excluded.kit_id, is_general = excluded.is_general,
  currencies = excluded.currencies, email = excluded.email
RETURNING channel_id
"""

_ANSWER = """
WITH gone AS (
  DELETE FROM brand_host h USING brand_web_shop s
  WHERE s.id = h.shop_id AND s.channel_id = ANY(%(shops)s) AND h.host <> ALL(%(hosts)s)
)
INSERT INTO brand_host AS h (host, shop_id, position)
SELECT a.host, s.id, a.position FROM unnest(%(hosts)s::text[], %(channels)s::uuid[], %(positions)s::smallint[])
  AS a(host, channel_id, position)
JOIN brand_web_shop s ON s.channel_id = a.channel_id
ON CONFLICT (host) DO UPDATE SET position = excluded.position WHERE h.shop_id = excluded.shop_id
RETURNING host
"""


def open_shops(wanted: Sequence[ShopInput], *, actor: Actor = SYSTEM) -> list[WebShop]:
    """Open channels as web shops, or change them; hosts not named any more are free again.

    Raises HostWrong, HostTaken, UnknownKit; publishes WebShopChanged.
    """
    hosts = [(host, one.channel_id, at) for one in wanted for at, host in enumerate(one.hosts)]
    for host, _, _ in hosts:
        if not _HOST.fullmatch(host):
            raise HostWrong(given=host[:80])
    with db.transaction():
        _make_room([one.channel_id for one in wanted if one.is_general])
        opened = {key for (key,) in db.rows(_OPEN, _shop_columns(wanted))}
        for one in wanted:
            if one.channel_id not in opened:
                raise UnknownKit(given=one.kit[:60])
        _answer_at(hosts, [one.channel_id for one in wanted])
        shops = [shop for shop in queries.web_shops() if shop.channel_id in opened]
        publish([WebShopChanged(channel_id=s.channel_id, kit_id=s.kit.id, hosts=s.hosts) for s in shops], actor=actor)
        return shops


def _make_room(general: Sequence[UUID]) -> None:
    """Let the shop that was the general one step back before another becomes it."""
    if general:
        db.execute(
            "UPDATE brand_web_shop SET is_general = false WHERE is_general AND channel_id <> ALL(%s)", [list(general)]
        )


def _answer_at(hosts: Sequence[tuple[str, UUID, int]], shops: Sequence[UUID]) -> None:
    names = [host for host, _, _ in hosts]
    taken = {
        host
        for (host,) in db.rows(
            _ANSWER,
            {
                "shops": list(shops),
                "hosts": names,
                "channels": [channel_id for _, channel_id, _ in hosts],
                "positions": [at for _, _, at in hosts],
            },
        )
    }
    for name in names:
        if name not in taken:
            raise HostTaken(given=name)


def _shop_columns(wanted: Sequence[ShopInput]) -> list[object]:
    return [
        [new_id() for _ in wanted],
        [one.channel_id for one in wanted],
        [one.kit for one in wanted],
        [one.is_general for one in wanted],
        [" ".join(one.currencies) for one in wanted],
        [one.email for one in wanted],
    ]
