"""Google's discovery documents as a judge: every path, parameter, field and type of what goes there and comes back."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = (
    Path(os.environ.get("ARASTA_CONTRACTS", Path(__file__).resolve().parents[4] / "shared" / "contracts"))
    / "google-merchant"
)
NAMES = ("products", "inventories", "accounts", "datasources")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@dataclass(frozen=True)
class Method:
    """One method of one document."""

    name: str
    verb: str
    path: re.Pattern[str]
    asked: dict[str, Any]
    schemas: dict[str, Any]


class Broken(AssertionError):
    """Something is not as the contract has it."""


def is_at_hand() -> bool:
    """Tell whether the documents are there."""
    return all((FOLDER / f"merchantapi.{name}_v1.json").exists() for name in NAMES)


class Judge:
    """Looks calls up in the documents. `used` are the methods that were called."""

    def __init__(self) -> None:
        self.used: set[str] = set()
        self._methods = [one for name in NAMES for one in _methods(name)]

    def check(self, verb: str, path: str, query: dict[str, str], sent: Any, answered: Any) -> str:
        """Judge a call that worked; return the name of its method. Raises Broken."""
        method = self._find(verb, path)
        self.used.add(method.name)
        for name, value in query.items():
            self._value(method.schemas, self._parameter(method, name), value, name)
        if "request" in method.asked:
            self._schema(method.schemas, method.asked["request"]["$ref"], sent, "body")
        self._schema(method.schemas, method.asked["response"]["$ref"], answered, "answer")
        return method.name

    def _find(self, verb: str, path: str) -> Method:
        found = [one for one in self._methods if one.verb == verb and one.path.fullmatch(path)]
        if not found:
            raise Broken(f"the contract does not know {verb} {path}")
        return found[0]

    def _parameter(self, method: Method, name: str) -> dict[str, Any]:
        known = method.asked["parameters"].get(name)
        if known is None or known["location"] != "query":
            raise Broken(f"{method.name} does not take {name}")
        return {"type": "string"} if known["type"] != "string" else dict(known)

    def _schema(self, schemas: dict[str, Any], name: str, value: Any, at: str) -> None:
        if not isinstance(value, dict):
            raise Broken(f"{at} is no {name}")
        for key, one in value.items():
            known = schemas[name].get("properties", {}).get(key)
            if known is None:
                raise Broken(f"{at}: {name} has no {key}")
            self._value(schemas, known, one, f"{at}.{key}")

    def _value(self, schemas: dict[str, Any], known: dict[str, Any], value: Any, at: str) -> None:
        if "$ref" in known:
            self._schema(schemas, known["$ref"], value, at)
        elif known["type"] == "array":
            if not isinstance(value, list):
                raise Broken(f"{at} is no list")
            for one in value:
                self._value(schemas, known["items"], one, at)
        elif not _is_right(known, value):
            raise Broken(f"{at}: {value!r} is no {known.get('format', known['type'])}")


def _is_right(known: dict[str, Any], value: Any) -> bool:
    kind, form = known["type"], known.get("format", "")
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in {"integer", "number"}:
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str):
        return False
    if "enum" in known:
        return value in known["enum"]
    if form == "int64":
        return value.isascii() and value.isdigit()
    return form != "google-datetime" or bool(_MOMENT.fullmatch(value))


def _methods(name: str) -> Iterator[Method]:
    document = json.loads((FOLDER / f"merchantapi.{name}_v1.json").read_text())
    yield from _of(document, document["schemas"])


def _of(node: dict[str, Any], schemas: dict[str, Any]) -> Iterator[Method]:
    for method in node.get("methods", {}).values():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape("/" + method["flatPath"]))
        yield Method(method["id"], method["httpMethod"], re.compile(pattern), method, schemas)
    for inner in node.get("resources", {}).values():
        yield from _of(inner, schemas)
