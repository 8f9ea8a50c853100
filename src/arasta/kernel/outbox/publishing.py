"""Write facts and their deliveries with one statement, just before the commit that makes them true."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from arasta.kernel import db, prepared
from arasta.kernel.access import Actor
from arasta.kernel.events import Event
from arasta.kernel.ids import new_id


@dataclass(frozen=True)
class Subscription:
    """A handler's name and function. `calls_out`: it talks to the network, so it runs outside a transaction.

    `when` tells which facts concern it; the others are not delivered to it. `together`: it takes many facts at once, those
    of one subject still in order and one after the other.
    """

    handler: str
    function: Callable[[Any, EventContext], None]
    calls_out: bool
    when: Callable[[Any], bool]
    together: Callable[[Sequence[Any]], None] | None = None


@dataclass(frozen=True)
class EventContext:
    """What a handler may know beside the fact."""

    event_id: str
    seq: int
    occurred_at: str
    actor: Actor


E = TypeVar("E", bound=Event)

_subscriptions: dict[str, dict[str, Subscription]] = {}


_WRITE = """
WITH fact AS (
  INSERT INTO outbox_event (id, seq, name, version, subject, actor_kind, actor_id, actor_name, payload)
  SELECT f.id, nextval('outbox_event_seq'), f.name, f.version, f.subject, f.actor_kind, f.actor_id, f.actor_name, f.payload
  FROM json_to_recordset(%(facts)s::json)
       AS f(place int, id uuid, name text, version smallint, subject text, actor_kind text, actor_id text,
            actor_name text, payload jsonb)
  ORDER BY f.place
  RETURNING id, seq, subject
)
INSERT INTO outbox_delivery (event_id, seq, subject, handler)
SELECT fact.id, fact.seq, fact.subject, h.handler
FROM fact JOIN json_to_recordset(%(heard)s::json) AS h(id uuid, handler text) USING (id)
"""

_WRITE_UNHEARD = """
INSERT INTO outbox_event (id, seq, name, version, subject, actor_kind, actor_id, actor_name, payload)
SELECT f.id, nextval('outbox_event_seq'), f.name, f.version, f.subject, f.actor_kind, f.actor_id, f.actor_name, f.payload
FROM json_to_recordset(%(facts)s::json)
     AS f(place int, id uuid, name text, version smallint, subject text, actor_kind text, actor_id text,
          actor_name text, payload jsonb)
ORDER BY f.place
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


def subscribe_together(
    event: type[E], function: Callable[[Sequence[E]], None], *, when: Callable[[E], bool] = _always
) -> None:
    """Let a handler hear an event, many at a time in one transaction; it touches our database only.

    If it fails for many, each fact is delivered alone: one that cannot be handled stops nobody else.
    """
    handler = f"{function.__module__}.{function.__qualname__}"

    def alone(fact: E, context: EventContext) -> None:
        function([fact])

    _subscriptions.setdefault(event.name, {})[handler] = Subscription(handler, alone, False, when, function)


def together(handler: str) -> Callable[[Sequence[Any]], None] | None:
    """Find the function of a handler that takes many facts at once, or nothing."""
    found = (by_name[handler] for by_name in _subscriptions.values() if handler in by_name)
    return next((one.together for one in found), None)


def calls_out(handler: str) -> bool:
    """Tell whether a handler speaks to the network."""
    return any(by_name[handler].calls_out for by_name in _subscriptions.values() if handler in by_name)


def subscription(name: str, handler: str) -> Subscription | None:
    """Find a handler by name, or nothing if this version no longer has it."""
    return _subscriptions.get(name, {}).get(handler)


def publish(events: Sequence[Event], *, actor: Actor) -> None:
    """Write facts to the outbox. Raises OutsideTransaction outside the transaction that makes them true.

    All facts of a transaction are written together just before its commit, in the order in which they were published.
    """
    db.require_transaction()
    for event in events:
        db.at_the_end(_write, (event, actor))


def _write(told: list[tuple[Event, Actor]]) -> None:
    facts, heard = [], []
    for place, (event, actor) in enumerate(told):
        fact = _Fact(
            place, new_id(), event.name, event.version, event.subject, actor.kind, actor.id, actor.name, event.payload()
        )
        facts.append(fact)
        heard += [(fact.id, one.handler) for one in _subscriptions.get(event.name, {}).values() if one.when(event)]
    if not heard:
        prepared.execute(_WRITE_UNHEARD, {"facts": db.as_json(facts)})
        return
    pairs = [{"id": key, "handler": handler} for key, handler in heard]
    prepared.execute(_WRITE, {"facts": db.as_json(facts), "heard": db.as_json(pairs)})


@dataclass(frozen=True, slots=True)
class _Fact:
    place: int
    id: UUID
    name: str
    version: int
    subject: str
    actor_kind: str
    actor_id: str
    actor_name: str
    payload: dict[str, Any]
