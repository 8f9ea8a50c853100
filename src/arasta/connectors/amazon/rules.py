"""The rules of a product type: Amazon's schema of it, fetched once, and the few of its words that are checked here.

A small check of our own, not a whole validator: what must be there, how long and how many, which values there are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from arasta.connectors.amazon import answers
from arasta.connectors.amazon.client import Calls, download
from arasta.contexts.channels.types import Issue, failures
from arasta.contexts.channels.types.issues import issue
from arasta.kernel.transport.wire import Plan

MOST_KEPT = 200

Schema = Mapping[str, Any]


class Link(msgspec.Struct):
    """An address."""

    resource: str


class Linked(msgspec.Struct):
    """Where a schema lies."""

    link: Link


class Definition(msgspec.Struct):
    """A product type, as far as we need it."""

    schema: Linked


def fetch(calls: Calls, product_type: str) -> Plan[Schema]:
    """Read the schema of a product type; one that Amazon does not know has no rules here. Raises ChannelTrouble."""
    answer = yield calls.product_type(product_type)
    if failures.is_refused(answer):
        return {}
    definition = answers.expect(answer, Definition)
    body = answers.expect_json((yield download(definition.schema.link.resource)))
    return body if isinstance(body, dict) else {}


class Rules:
    """The schemas that were read so far, for all accounts of a process: they are the same for everybody."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Schema] = {}

    def get(self, marketplace_id: str, product_type: str) -> Schema | None:
        """Return a schema that was read before."""
        return self._known.get((marketplace_id, product_type))

    def keep(self, marketplace_id: str, product_type: str, schema: Schema) -> None:
        """Keep a schema; beyond so many the oldest goes."""
        self._known[(marketplace_id, product_type)] = schema
        if len(self._known) > MOST_KEPT:
            self._known.pop(next(iter(self._known)))


def broken(schema: Schema, attributes: Mapping[str, Any]) -> Iterator[Issue]:
    """Yield what of a schema attributes break."""
    for name in _list(schema.get("required")):
        if name not in attributes:
            yield issue(str(name), "required")
    known = schema.get("properties")
    properties: Mapping[str, Any] = known if isinstance(known, dict) else {}
    for name, values in attributes.items():
        rule = properties.get(name)
        if isinstance(rule, dict):
            yield from _broken_attribute(name, rule, values)


def _broken_attribute(name: str, rule: Schema, values: Any) -> Iterator[Issue]:
    listed = values if isinstance(values, list) else [values]
    most = rule.get("maxUniqueItems", rule.get("maxItems"))
    if isinstance(most, int) and len(listed) > most:
        yield issue(name, "too_many", most=most, count=len(listed))
    inner = rule.get("items")
    fields = inner.get("properties") if isinstance(inner, dict) else None
    for value in listed:
        if isinstance(value, dict) and isinstance(fields, dict):
            yield from _broken_value(name, fields, value)


def _broken_value(name: str, fields: Schema, value: Mapping[str, Any]) -> Iterator[Issue]:
    for key, said in value.items():
        rule = fields.get(key)
        if not isinstance(rule, dict) or not isinstance(said, str):
            continue
        longest, choices = rule.get("maxLength"), _list(rule.get("enum"))
        if isinstance(longest, int) and len(said) > longest:
            yield issue(name, "length", most=longest, count=len(said))
        if choices and said not in choices:
            yield issue(name, "choice", given=said)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
