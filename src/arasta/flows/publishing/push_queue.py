"""In which order a channel is told: what sold out first, then what came back, then the rest, over all that waits."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.queries import listings, outbound, sync
from arasta.contexts.channels.types.listings import PUSHABLE, SOLD_THERE, Listing
from arasta.contexts.channels.types.sync import Stream
from arasta.flows.publishing import offers_now
from arasta.flows.publishing.offers_now import Ground
from arasta.kernel.changes import dirty
from arasta.kernel.transport import shared

TOPICS = (dirty.AVAILABILITY, dirty.PRICES)
LOOKED_AT_ONCE = 5000
SOLD_OUT, CAME_BACK, OTHERS = range(3)
LOOK_EVERY = 1.0
_STILL_COMMITTING = timedelta(seconds=10)


class PushQueue:
    """The variants whose live listings wait to be told. What no live listing cares about is forgotten at once."""

    def __init__(self, on: Ground, *, at: datetime, sells: bool) -> None:
        self.on, self._at, self._sells = on, at, sells
        self._lanes: tuple[deque[UUID], ...] = (deque(), deque(), deque())
        self._seen: set[UUID] = set()
        self._calls: dict[UUID, str] = {}
        self._looked_at = 0.0

    def look(self, *, again: bool = False) -> None:
        """Queue what waits; again: only what began to wait since, and not with every batch."""
        now = shared.now()
        if again and now - self._looked_at < LOOK_EVERY:
            return
        since = datetime.fromtimestamp(self._looked_at, UTC) - _STILL_COMMITTING if again else None
        self._looked_at = now
        waiting = dirty.keys_waiting(self.on.installation.listener, topics=TOPICS, since=since)
        keys = [key for key, _ in waiting if key not in self._seen]
        self._seen.update(keys)
        for start in range(0, len(keys), LOOKED_AT_ONCE):
            self._sort(keys[start : start + LOOKED_AT_ONCE])
        if keys and self._calls:
            self._lanes = tuple(deque(sorted(lane, key=self._calls.__getitem__)) for lane in self._lanes)

    def take(self, most: int) -> list[UUID]:
        """Take the next variants out."""
        taken: list[UUID] = []
        for lane in self._lanes:
            while lane and len(taken) < most:
                taken.append(lane.popleft())
        return taken

    def _sort(self, keys: Sequence[UUID]) -> None:
        rows = {row.variant_id: row for row in listings.listings_of(keys, channel_id=self.on.installation.channel_id)}
        live = [row for row in rows.values() if row.status in PUSHABLE and self._is_ours(row)]
        cared_for = {row.variant_id for row in live}
        settle(self.on.installation.listener, [key for key in keys if key not in cared_for])
        held = {*outbound.held_until([row.id for row in live], now=self._at), *self._before_orders(live)}
        offered = offers_now.stock(self.on, live)
        by_key = {row.variant_id: row for row in live}
        for key in keys:
            row = by_key.get(key)
            if row is None:
                continue
            lane = _lane(row, offers_now.units(self.on, row, offered[key]))
            if lane == SOLD_OUT or row.id not in held:
                self._lanes[lane].append(key)
            if self.on.spec.together:
                self._calls[key] = self.on.spec.together(row.refs)

    def _before_orders(self, rows: Sequence[Listing]) -> list[UUID]:
        """Return the listings that were sold there, as it seems, since its orders were read: our number is not the truth."""
        sold = {row.id: row.observed_at for row in rows if row.problem_code == SOLD_THERE} if self._sells else {}
        read = sync.read_at(self.on.installation.id, Stream.ORDERS) if sold else None
        return [key for key, seen in sold.items() if read is None or (seen is not None and read <= seen)]

    def _is_ours(self, row: Listing) -> bool:
        """Tell whether we tell of a listing: outside the stage only of those that we told units of before."""
        return self.on.stage.includes(row.variant_id) or bool(row.pushed_quantity)


def settle(listener: str, keys: Sequence[UUID]) -> None:
    """Forget changes of variants that the channel need not hear of."""
    found = dirty.changes_of(listener, keys, topics=TOPICS) if keys else {}
    settle_changes(listener, list(found.values()))


def settle_changes(listener: str, changes: Sequence[dict[str, dirty.Changed]]) -> None:
    """Forget changes that were told, save those that changed again since."""
    for topic in TOPICS:
        done = [topics[topic] for topics in changes if topic in topics]
        if done:
            dirty.settle(topic, listener, done)


def _lane(row: Listing, units: int) -> int:
    if units == 0:
        return OTHERS if row.pushed_quantity == 0 else SOLD_OUT
    return CAME_BACK if row.pushed_quantity == 0 else OTHERS
