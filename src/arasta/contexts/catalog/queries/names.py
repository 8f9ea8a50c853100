"""Pieces of SQL: a text in the language asked for, else in English, else in whatever there is.

Each joins one row to an alias of the surrounding query and takes the parameter `language`.
"""

from __future__ import annotations

_CHOICE = "ORDER BY language = %(language)s DESC, language = 'en' DESC, language LIMIT 1"

# catalog_product p → t.title
PRODUCT = f"LEFT JOIN LATERAL (SELECT title FROM catalog_product_text WHERE product_id = p.id {_CHOICE}) t ON true"  # noqa: S608
# catalog_product p → c.name
CATEGORY_OF_PRODUCT = (
    f"LEFT JOIN LATERAL (SELECT name FROM catalog_category_text WHERE category_id = p.category_id {_CHOICE}) c ON true"  # noqa: S608
)
# catalog_category c → t.name, t.description
CATEGORY = f"LEFT JOIN LATERAL (SELECT name, description FROM catalog_category_text WHERE category_id = c.id {_CHOICE}) t ON true"  # noqa: S608
# catalog_option o → ot.name, catalog_option_value x → xt.name
OPTION = f"LEFT JOIN LATERAL (SELECT name FROM catalog_option_text WHERE option_id = o.id {_CHOICE}) ot ON true"  # noqa: S608
VALUE = f"LEFT JOIN LATERAL (SELECT name FROM catalog_option_value_text WHERE value_id = x.id {_CHOICE}) xt ON true"  # noqa: S608
# catalog_media m → t.alt
MEDIA = f"LEFT JOIN LATERAL (SELECT alt FROM catalog_media_text WHERE media_id = m.id {_CHOICE}) t ON true"  # noqa: S608
# catalog_product p → the folded title, as a scalar
FOLDED_TITLE = f"(SELECT title_folded FROM catalog_product_text WHERE product_id = p.id {_CHOICE})"  # noqa: S608
