"""Write facts and their deliveries with one statement, and the job that carries them with another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from procrastinate.contrib.django import app
from procrastinate.types import JSONValue

from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.events import Event
from arasta.kernel.ids import new_id


@dataclass(frozen=True)
class Subscription:
    """A handler's name and function. `calls_out`: it talks to the network, so it runs outside a transaction.

    `when` tells which facts concern it; the others are not delivered to it.
    """

    handler: str
    function: Callable[[Any, EventContext], None]
    calls_out: bool
    when: Callable[[Any], bool]


@dataclass(frozen=True)
class EventContext:
    """What a handler may know beside the fact."""

    event_id: str
    seq: int
    occurred_at: str
    actor: Actor


E = TypeVar("E", bound=Event)

_subscriptions: dict[str, dict[str, Subscription]] = {}

DELIVER = "outbox.deliver"

_WRITE = """
WITH fact AS (
  INSERT INTO outbox_event (id, seq, name, version, subject, actor_kind, actor_id, actor_name, payload)
  SELECT f.id, nextval('outbox_event_seq'), f.name, f.version, f.subject, %(kind)s, %(actor)s, %(actor_name)s, f.payload
  FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(versions)s::smallint[], %(subjects)s::text[], %(payloads)s::jsonb[])
       WITH ORDINALITY AS f(id, name, version, subject, payload, place)
  ORDER BY f.place
  RETURNING id, seq, subject
)
INSERT INTO outbox_delivery (event_id, seq, subject, handler)
SELECT fact.id, fact.seq, fact.subject, h.handler
FROM fact JOIN unnest(%(heard)s::uuid[], %(handlers)s::text[]) AS h(id, handler) USING (id)
"""


def _always(fact: object) -> bool:
    return True


def subscribe(
    event: type[E],
    function: Callable[[E, EventContext], None],
    *,
    calls_out: bool = False,
    when: Callable[[E], bool] = _always,
) -> None:
    """Let a handler hear an event, or those that concern it; called once at start, in an app's `ready`."""
    handler = f"{function.__module__}.{function.__qualname__}"
    _subscriptions.setdefault(event.name, {})[handler] = Subscription(handler, function, calls_out, when)


def subscription(name: str, handler: str) -> Subscription | None:
    """Find a handler by name, or nothing if this version no longer has it."""
    return _subscriptions.get(name, {}).get(handler)


def publish(events: Sequence[Event], *, actor: Actor) -> None:
    """Write facts to the outbox. Raises OutsideTransaction outside the transaction that makes them true."""
    db.require_transaction()
    if not events:
        return
    ids = [new_id() for _ in events]
    heard = [
        (key, one.handler)
        for key, event in zip(ids, events, strict=True)
        for one in _subscriptions.get(event.name, {}).values()
        if one.when(event)
    ]
    db.execute(_WRITE, _parameters(events, ids, heard, actor))
    if heard:
        app.configure_task(DELIVER, queue="outbox").defer(event_ids=_words(heard))


def _words(heard: Sequence[tuple[UUID, str]]) -> list[JSONValue]:
    """Return the events that somebody hears, as a job's argument."""
    return [*sorted({str(key) for key, _ in heard})]


def _parameters(
    events: Sequence[Event], ids: Sequence[UUID], heard: Sequence[tuple[UUID, str]], actor: Actor
) -> dict[str, Any]:
    return {
        "ids": list(ids),
        "names": [event.name for event in events],
        "versions": [event.version for event in events],
        "subjects": [event.subject for event in events],
        "payloads": [msgspec.json.encode(event.payload()).decode() for event in events],
        "kind": actor.kind,
        "actor": actor.id,
        "actor_name": actor.name,
        "heard": [key for key, _ in heard],
        "handlers": [handler for _, handler in heard],
    }
