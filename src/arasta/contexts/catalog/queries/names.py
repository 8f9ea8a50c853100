"""Pieces of SQL: a text in the language asked for, else in English, else in whatever there is.

Each joins one row to an alias of the surrounding query and takes the parameter `language`.
"""

from __future__ import annotations

_CHOICE = "ORDER BY language = %(language)s DESC, language = 'en' DESC, language LIMIT 1"


def _first(alias: str, columns: str, table: str, condition: str) -> str:
    chosen = f"SELECT {columns} FROM {table} WHERE {condition} {_CHOICE}"  # noqa: S608 - called with constants below
    return f"LEFT JOIN LATERAL ({chosen}) {alias} ON true"


# catalog_product p → t.title
PRODUCT = _first("t", "title", "catalog_product_text", "product_id = p.id")
# catalog_product p → c.name
CATEGORY_OF_PRODUCT = _first("c", "name", "catalog_category_text", "category_id = p.category_id")
# catalog_category c → t.name, t.description
CATEGORY = _first("t", "name, description", "catalog_category_text", "category_id = c.id")
# catalog_option o → ot.name, catalog_option_value x → xt.name
OPTION = _first("ot", "name", "catalog_option_text", "option_id = o.id")
VALUE = _first("xt", "name", "catalog_option_value_text", "value_id = x.id")
# catalog_media m → t.alt
MEDIA = _first("t", "alt", "catalog_media_text", "media_id = m.id")
# catalog_product p → the folded title, as a value; asked for every product of a shelf, so by keys and without sorting
FOLDED_TITLE = """coalesce(
  (SELECT title_folded FROM catalog_product_text WHERE product_id = p.id AND language = %(language)s),
  (SELECT title_folded FROM catalog_product_text WHERE product_id = p.id AND language = 'en'),
  (SELECT title_folded FROM catalog_product_text WHERE product_id = p.id ORDER BY language LIMIT 1))"""
