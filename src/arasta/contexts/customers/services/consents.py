"""Write down what people allow with their contact points. The ledger is only appended to; the last word counts."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.customers import queries
from arasta.contexts.customers.events import ConsentChanged
from arasta.contexts.customers.services.profiles import check_email, require_own
from arasta.contexts.customers.types import CONSENT_TEXTS, ConsentToRecord, ContactChannel
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

_RECORD = """
INSERT INTO customers_consent
  (id, customer_id, channel, contact, purpose, is_given, text_version, language, source, actor_kind, actor_name)
SELECT g.id, coalesce(g.customer_id, before.customer_id), g.channel, g.contact, g.purpose, g.is_given, g.text_version,
       g.language, g.source, %s, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::boolean[], %s::text[], %s::text[], %s::text[])
     AS g(id, customer_id, channel, contact, purpose, is_given, text_version, language, source)
LEFT JOIN LATERAL (
  SELECT c.is_given, c.text_version, c.customer_id FROM customers_consent c
  WHERE c.contact = g.contact AND c.channel = g.channel AND c.purpose = g.purpose ORDER BY c.id DESC LIMIT 1
) AS before ON true
WHERE CASE WHEN before.is_given IS NULL THEN g.is_given
           ELSE (before.is_given, before.text_version) IS DISTINCT FROM (g.is_given, g.text_version)
                OR g.customer_id IS DISTINCT FROM before.customer_id AND g.customer_id IS NOT NULL END
RETURNING id, customer_id, purpose, channel, is_given
"""


def record(said: Sequence[ConsentToRecord], *, actor: Actor) -> int:
    """Append what was said, with the version of the sentence that was shown; return how many words were new.

    Saying the same again, or no where nobody ever said yes, writes nothing, unless somebody else says it. A word of nobody known
    belongs to whose word it changes. Publishes ConsentChanged. Raises EmailWrong.
    """
    for one in said:
        if one.customer_id is not None:
            require_own(actor, one.customer_id)
        if one.channel is ContactChannel.EMAIL:
            check_email(_contact(one))
    tidy = list({(_contact(one), one.channel, one.purpose): one for one in said}.values())
    if not tidy:
        return 0
    with db.transaction():
        written = db.rows(_RECORD, [actor.kind, actor.name, *_columns(tidy)])
        publish([_fact(row) for row in written], actor=actor)
    return len(written)


def withdraw(customer_id: UUID, consent_id: UUID, *, source: str, actor: Actor) -> None:
    """Take a word of a customer back on their request, by whoever may; raises ConsentMissing for somebody else's."""
    given = {one.id: one for one in queries.consents(customer_id)}.get(consent_id)
    if given is None:
        raise queries.ConsentMissing
    no = ConsentToRecord(given.contact, given.channel, given.purpose, False, source, customer_id=customer_id)
    record([no], actor=actor)


def _columns(said: Sequence[ConsentToRecord]) -> list[list[object]]:
    return [
        [new_id() for _ in said],
        [one.customer_id for one in said],
        [one.channel for one in said],
        [_contact(one) for one in said],
        [one.purpose for one in said],
        [one.is_given for one in said],
        [CONSENT_TEXTS[one.purpose][0] for one in said],
        [one.language[:2] for one in said],
        [one.source for one in said],
    ]


def _contact(one: ConsentToRecord) -> str:
    return one.contact.strip().lower()


def _fact(row: tuple[UUID, UUID | None, str, str, bool]) -> ConsentChanged:
    key, customer_id, purpose, channel, is_given = row
    return ConsentChanged(consent_id=key, customer_id=customer_id, purpose=purpose, channel=channel, is_given=is_given)
