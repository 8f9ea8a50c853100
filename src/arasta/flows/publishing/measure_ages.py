"""Measure how old changes are when a channel has taken them: from their commit to the channel's acknowledgment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from arasta.contexts.channels.services import ages
from arasta.contexts.channels.types import Installation, Stream
from arasta.contexts.channels.types.protocol import Outcome
from arasta.contexts.channels.types.sync import Op, Ticket
from arasta.kernel.changes import dirty
from arasta.kernel.changes.dirty import Changed

_STREAMS = {dirty.AVAILABILITY: Stream.STOCK, dirty.PRICES: Stream.PRICES}


def measure_told(installation: Installation, told: Iterable[Mapping[str, Changed]]) -> None:
    """Count the changes of listings that the channel took at once; each is given by topic."""
    marked: dict[Stream, list[datetime]] = {}
    for topics in told:
        for topic, change in topics.items():
            marked.setdefault(_STREAMS[topic], []).append(change.marked_at)
    for stream, moments in marked.items():
        ages.record_ages(installation.id, stream, moments)


def measure_answered(
    installation: Installation, ticket: Ticket, taken: Sequence[tuple[datetime | None, Outcome]]
) -> None:
    """Count the changes of a batch that the channel says it took; each is given by when it became true."""
    if ticket.op not in {Op.STOCK, Op.PRICE}:
        return
    stream = Stream.STOCK if ticket.op is Op.STOCK else Stream.PRICES
    ages.record_ages(installation.id, stream, [at for at, outcome in taken if at and outcome is Outcome.OK])
