"""The category tree, and the brands and options to choose from."""

from __future__ import annotations

from collections.abc import Collection

from arasta.contexts.catalog.domain.tree import Twig, grow, prune
from arasta.contexts.catalog.queries import names
from arasta.contexts.catalog.types import BrandRow, CategoryNode, OptionRow, ValueRow
from arasta.kernel import db, prepared

_TREE = f"""
SELECT c.id, c.parent_id, c.code, coalesce(t.name, c.code), coalesce(t.description, ''), coalesce(p.count, 0)
FROM catalog_category c
{names.CATEGORY}
LEFT JOIN (
  SELECT category_id, count(*) FROM catalog_product WHERE status = 'active' GROUP BY category_id
) p ON p.category_id = c.id
ORDER BY c.position, c.code
"""  # noqa: S608 - all parts are constants

_OPTIONS = f"""
SELECT o.code, coalesce(ot.name, o.code), x.code, coalesce(xt.name, x.code), x.swatch
FROM catalog_option o
LEFT JOIN catalog_option_value x ON x.option_id = o.id
{names.OPTION}
{names.VALUE}
ORDER BY o.code, x.position, x.code
"""  # noqa: S608 - all parts are constants


def category_tree(*, language: str, within: Collection[str] = ()) -> tuple[CategoryNode, ...]:
    """Return the roots of the category tree with all that is below, or of the part within a range; one statement."""
    twigs = [Twig(*row) for row in prepared.rows(_TREE, {"language": language})]
    return grow(prune(twigs, within) if within else twigs)


def brands() -> list[BrandRow]:
    """Return all brands by name."""
    return [BrandRow(*row) for row in db.rows("SELECT id, code, name FROM catalog_brand ORDER BY name, code")]


def options(*, language: str) -> list[OptionRow]:
    """Return all options with all their values."""
    labels: dict[str, str] = {}
    values: dict[str, list[ValueRow]] = {}
    for option, option_name, code, name, swatch in db.rows(_OPTIONS, {"language": language}):
        labels[option] = option_name
        listed = values.setdefault(option, [])
        if code is not None:
            listed.append(ValueRow(code, name, swatch))
    return [OptionRow(code, name, tuple(values[code])) for code, name in labels.items()]
