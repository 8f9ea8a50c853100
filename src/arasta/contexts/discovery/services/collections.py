"""Write collections."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from arasta.contexts.discovery.types import (
    MOST_MEMBERS,
    CollectionCodeTaken,
    CollectionCodeWrong,
    CollectionInput,
    CollectionKind,
    CollectionNameMissing,
    RuleMissing,
    RulePricesWrong,
    TooManyMembers,
    UnknownCollection,
)
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.ids import new_id

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

_SAVE = """
INSERT INTO discovery_collection (id, code, kind, sort, category, brand, values, only_featured, is_shown, position,
  new_days, least_minor, most_minor, currency)
SELECT f.id, f.code, f.kind, f.sort, f.category, f.brand, f.values, f.only_featured, f.is_shown, f.position,
  f.new_days, f.least_minor, f.most_minor, f.currency
FROM json_to_recordset(%s::json) AS f(id uuid, code text, kind text, sort text, category text, brand text, values text[],
     only_featured bool, is_shown bool, position int, new_days smallint, least_minor bigint, most_minor bigint, currency text)
ON CONFLICT (code) DO UPDATE SET kind = excluded.kind, sort = excluded.sort, category = excluded.category,
  brand = excluded.brand, values = excluded.values, only_featured = excluded.only_featured, is_shown = excluded.is_shown,
  position = excluded.position, new_days = excluded.new_days, least_minor = excluded.least_minor,
  most_minor = excluded.most_minor, currency = excluded.currency
RETURNING code, id
"""

_TEXTS = """
INSERT INTO discovery_collection_text (collection_id, language, name, description)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::text[])
"""

_MEMBERS = """
INSERT INTO discovery_member (collection_id, product_id, position) SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::int[])
"""


def save(collections: Sequence[CollectionInput], *, actor: Actor) -> Mapping[str, UUID]:
    """Create collections or overwrite them by code, with their texts and members; return their keys by code.

    Raises CollectionCodeWrong, CollectionNameMissing, RuleMissing, RulePricesWrong, TooManyMembers.
    """
    actor.require("catalog.write")
    for given in collections:
        _check(given)
    with db.transaction():
        keys = dict(db.rows(_SAVE, [db.as_json([_facts(given) for given in collections])]))
        for table in ("discovery_collection_text", "discovery_member"):
            db.execute(f"DELETE FROM {table} WHERE collection_id = ANY(%s)", [list(keys.values())])  # noqa: S608
        texts = [
            (keys[given.code], language, name.strip(), given.descriptions.get(language, "").strip())
            for given in collections
            for language, name in given.names.items()
            if name.strip()
        ]
        db.execute(_TEXTS, [[text[at] for text in texts] for at in range(4)])
        members = [
            (keys[given.code], product, place)
            for given in collections
            if given.kind is CollectionKind.MANUAL
            for place, product in enumerate(dict.fromkeys(given.members))
        ]
        db.execute(_MEMBERS, [[member[at] for member in members] for at in range(3)])
    return keys


def add(given: CollectionInput, *, actor: Actor) -> UUID:
    """Create a collection that must not exist yet. Raises CollectionCodeTaken and what `save` raises."""
    with db.transaction():
        if db.rows("SELECT 1 FROM discovery_collection WHERE code = %s", [given.code]):
            raise CollectionCodeTaken(value=given.code)
        return save([given], actor=actor)[given.code]


def remove(codes: Collection[str], *, actor: Actor) -> None:
    """Take collections away; their products stay. Raises UnknownCollection."""
    actor.require("catalog.write")
    with db.transaction():
        keys = [row[0] for row in db.rows("SELECT id FROM discovery_collection WHERE code = ANY(%s)", [list(codes)])]
        if len(keys) != len(set(codes)):
            raise UnknownCollection
        for table in ("discovery_collection_text", "discovery_member"):
            db.execute(f"DELETE FROM {table} WHERE collection_id = ANY(%s)", [keys])  # noqa: S608 - constants
        db.execute("DELETE FROM discovery_collection WHERE id = ANY(%s)", [keys])


def _facts(given: CollectionInput) -> dict[str, object]:
    rule = given.rule
    return {
        "id": new_id(),
        "code": given.code,
        "kind": str(given.kind),
        "sort": str(given.sort),
        "category": rule.category,
        "brand": rule.brand,
        "values": list(rule.values),
        "only_featured": rule.only_featured,
        "new_days": rule.new_days,
        "least_minor": rule.least_minor,
        "most_minor": rule.most_minor,
        "currency": rule.currency,
        "is_shown": given.is_shown,
        "position": given.position,
    }


def _check(given: CollectionInput) -> None:
    if not _CODE.fullmatch(given.code) or len(given.code) > 80:
        raise CollectionCodeWrong(value=given.code[:80])
    if not any(name.strip() for name in given.names.values()):
        raise CollectionNameMissing
    if given.kind is CollectionKind.RULE and given.rule.is_empty:
        raise RuleMissing
    least, most = given.rule.least_minor, given.rule.most_minor
    if given.rule.has_prices and (not given.rule.currency or (least or 0) > (least or 0 if most is None else most)):
        raise RulePricesWrong
    if len(given.members) > MOST_MEMBERS:
        raise TooManyMembers(most=MOST_MEMBERS)
