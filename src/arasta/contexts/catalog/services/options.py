"""Save options and their values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.domain import checks
from arasta.contexts.catalog.services import search_texts
from arasta.contexts.catalog.types.inputs import TITLE_MOST, OptionInput, ValueInput
from arasta.kernel import db
from arasta.kernel.ids import new_id

_SAVE_OPTIONS = """
INSERT INTO catalog_option (id, code) SELECT * FROM unnest(%s::uuid[], %s::text[]) ON CONFLICT (code) DO NOTHING
"""

_SAVE_OPTION_TEXTS = """
INSERT INTO catalog_option_text (option_id, language, name)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[])
ON CONFLICT (option_id, language) DO UPDATE SET name = excluded.name
"""

_SAVE_VALUES = """
INSERT INTO catalog_option_value (id, option_id, code, position, swatch)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[], %s::text[])
ON CONFLICT (option_id, code) DO UPDATE SET position = excluded.position, swatch = excluded.swatch
"""

_SAVE_VALUE_TEXTS = """
INSERT INTO catalog_option_value_text AS t (value_id, language, name)
SELECT * FROM unnest(%s::uuid[], %s::text[], %s::text[])
ON CONFLICT (value_id, language) DO UPDATE SET name = excluded.name WHERE t.name <> excluded.name
RETURNING value_id
"""

_TOUCHED = """
SELECT DISTINCT v.product_id FROM catalog_variant_option o JOIN catalog_variant v ON v.id = o.variant_id
WHERE o.value_id = ANY(%s)
"""


def save_options(options: Sequence[OptionInput]) -> Mapping[str, UUID]:
    """Create or update options and their values by code; values not given stay. Return the options' keys by code."""
    _check(options)
    codes = sorted(option.code for option in options)
    with db.transaction():
        db.execute(_SAVE_OPTIONS, [[new_id() for _ in codes], codes])
        keys: dict[str, UUID] = dict(
            db.rows("SELECT code, id FROM catalog_option WHERE code = ANY(%s) ORDER BY code FOR UPDATE", [codes])
        )
        _write_texts(options, keys)
        _write_values(options, keys)
    return keys


def _write_texts(options: Sequence[OptionInput], keys: Mapping[str, UUID]) -> None:
    texts = [(keys[option.code], language, name) for option in options for language, name in option.names.items()]
    db.execute(_SAVE_OPTION_TEXTS, [[text[at] for text in texts] for at in range(3)])


def _write_values(options: Sequence[OptionInput], keys: Mapping[str, UUID]) -> None:
    given: dict[tuple[UUID, str], ValueInput] = {}
    values: list[tuple[UUID, UUID, str, int, str]] = []
    for option in options:
        for position, value in enumerate(option.values):
            given[keys[option.code], value.code] = value
            place = position if value.position is None else value.position
            values.append((new_id(), keys[option.code], value.code, place, value.swatch))
    db.execute(_SAVE_VALUES, [[value[at] for value in values] for at in range(5)])
    found = db.rows(
        "SELECT id, option_id, code FROM catalog_option_value WHERE option_id = ANY(%s)",
        [list(keys.values())],
    )
    texts = [
        (key, language, name)
        for key, option_id, code in found
        if (option_id, code) in given
        for language, name in given[option_id, code].names.items()
    ]
    changed = db.rows(_SAVE_VALUE_TEXTS, [[text[at] for text in texts] for at in range(3)])
    touched = db.rows(_TOUCHED, [list({row[0] for row in changed})])
    search_texts.refresh([row[0] for row in touched])


def _check(options: Sequence[OptionInput]) -> None:
    checks.refuse_doubles(option.code for option in options)
    for option in options:
        checks.check_code(option.code)
        checks.check_texts("name", option.names, most=TITLE_MOST, needed=True)
        checks.refuse_doubles(value.code for value in option.values)
        for value in option.values:
            checks.check_code(value.code)
            checks.check_swatch(value.swatch)
            checks.check_texts("name", value.names, most=TITLE_MOST, needed=True)
