"""Inheritance of a listing's content: the product, then the channel's template, then the listing's own value. Pure.

Templates are texts with placeholders and nothing else: no code, no conditions, and what is filled in is not read again.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from uuid import UUID

from arasta.contexts.channels.types.content import (
    ATTRIBUTE,
    BRAND,
    CATEGORY,
    DESCRIPTION,
    FACT,
    IMAGES,
    PLAIN_FIELDS,
    TITLE,
    Goods,
    Resolved,
    Source,
    StoredContent,
    UnknownPlaceholder,
)

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_NAMES = ("title", "description", "brand", "category", "sku", "gtin", "group", "options")
_EDGES = " \t-–—|/,;:·•"
_HOLES = re.compile(r"(?:\s*[-–—|/,;·•]\s*){2,}")
PLACEHOLDERS = tuple(f"{{{name}}}" for name in _NAMES)


def check_template(text: str, *, options: Collection[str] | None = None) -> str:
    """Return a template. Raises UnknownPlaceholder; without `options` any option may be named."""
    for name in _PLACEHOLDER.findall(text):
        known = name in _NAMES or (name.startswith("option:") and (options is None or name[7:] in options))
        if not known:
            raise UnknownPlaceholder(given=f"{{{name}}}"[:80])
    return text


def fill(template: str, goods: Goods) -> str:
    """Fill a template; what goods do not have leaves no hole behind."""
    if "{" not in template:
        return template
    chosen = {code: value for code, _, value in goods.options}
    words = {
        "title": goods.title,
        "description": goods.description,
        "brand": goods.brand,
        "category": goods.category,
        "sku": goods.sku,
        "gtin": goods.gtin,
        "group": goods.group,
        "options": " ".join(value for _, _, value in goods.options),
        **{f"option:{code}": value for code, value in chosen.items()},
    }
    lines = [_line(line, words) for line in template.split("\n")]
    return "\n".join(lines).strip()


def resolve(goods: Goods, stored: StoredContent, listing_id: UUID) -> dict[str, Resolved]:
    """Return every field of a listing: the fixed ones, and those that the channel or the listing name."""
    own, templates = stored.own.get(listing_id, {}), stored.templates
    base = _base(goods)
    extra = sorted({name for name in (*own, *templates, *base) if name not in PLAIN_FIELDS})
    return {name: _one(name, goods, base.get(name, ""), templates, own) for name in (*PLAIN_FIELDS, *extra)}


def facts(content: Mapping[str, Resolved]) -> dict[str, str]:
    """Return the channel's own fields by name; empty ones are absent."""
    return _named(content, FACT)


def attributes(content: Mapping[str, Resolved]) -> dict[str, str]:
    """Return the free facts by name; empty ones are absent."""
    return _named(content, ATTRIBUTE)


def images(content: Mapping[str, Resolved], *, base: str) -> list[str]:
    """Return whole addresses of the pictures; those on this server get the base put before them."""
    listed = [line.strip() for line in content[IMAGES].value.split("\n") if line.strip()]
    return [base.rstrip("/") + line if line.startswith("/") else line for line in listed]


def _one(name: str, goods: Goods, product: str, templates: Mapping[str, str], own: Mapping[str, str]) -> Resolved:
    template = templates.get(name, "")
    filled = fill(template, goods) if template else ""
    below, source = (filled, Source.CHANNEL) if filled else (product, Source.PRODUCT if product else Source.NOWHERE)
    if name in own:
        return Resolved(name, own[name], Source.LISTING, below, source, template)
    return Resolved(name, below, source, below, source, template)


def _base(goods: Goods) -> dict[str, str]:
    return {
        TITLE: " ".join([goods.title, *(value for _, _, value in goods.options)]),
        DESCRIPTION: goods.description or goods.title,
        BRAND: goods.brand,
        CATEGORY: goods.category,
        IMAGES: "\n".join(goods.images),
    }


def _named(content: Mapping[str, Resolved], prefix: str) -> dict[str, str]:
    return {
        name.removeprefix(prefix): one.value for name, one in content.items() if name.startswith(prefix) and one.value
    }


def _line(line: str, words: Mapping[str, str]) -> str:
    if "{" not in line:
        return line
    filled = _PLACEHOLDER.sub(lambda found: words.get(found[1], ""), line)
    whole = all(words.get(name) for name in _PLACEHOLDER.findall(line))
    if whole:
        return filled
    joined = _HOLES.sub(lambda found: f" {found[0].strip()[:1]} ", filled)
    return re.sub(r"  +", " ", joined).strip(_EDGES)
