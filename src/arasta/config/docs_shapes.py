"""Read shapes out of the API's description: fields for a table, an example for a command line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

DEEPEST = 4
_REF = "#/components/schemas/"
_EXAMPLES = {
    "sku": "LAMP-BRASS",
    "skus": "LAMP-BRASS",
    "handle": "brass-lamp",
    "channel": "web",
    "location": "depot",
    "source": "depot",
    "target": "kadikoy",
    "currency": "TRY",
    "country": "TR",
    "email": "ayse@mail.example",
    "token": "tok_approve",
    "carrier": "Yurtiçi",
    "tracking_number": "YK123456789",
    "reason": "Counted again",
    "reference": "DN-2026-0117",
    "name": "Ayşe Yılmaz",
    "line1": "Moda Cad. 12",
    "city": "Istanbul",
    "price_list": "base-try",
}

Shape = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body; `path` shows where it lies: `lines[].sku`."""

    path: str
    kind: str
    is_required: bool
    description: str


class Shapes:
    """The named shapes of a document."""

    def __init__(self, document: Shape) -> None:
        self._named: dict[str, Shape] = document["components"]["schemas"]

    def fields(self, shape: Shape) -> tuple[Field, ...]:
        """List the fields of a shape, those of its parts beneath them."""
        return tuple(self._walk(shape, "", 0))

    def kind(self, shape: Shape) -> str:
        """Name a shape's kind: `string`, `array of integer`, `object or null`."""
        if "anyOf" in shape:
            return " or ".join(dict.fromkeys(self.kind(one) for one in shape["anyOf"]))
        plain = self._resolved(shape)
        if "enum" in plain:
            return " | ".join(str(value) for value in plain["enum"])
        if plain.get("type") == "array":
            return f"array of {self.kind(plain['items'])}"
        return str(plain.get("format") or plain.get("type") or "any")

    def example(self, shape: Shape, name: str = "") -> Any:
        """Make up a value that fits: what is required, no more."""
        plain = self._resolved(self._first(shape))
        if "enum" in plain:
            return plain["enum"][0]
        match plain.get("type"):
            case "object":
                required = plain.get("required", [])
                return {
                    key: self.example(part, key) for key, part in plain.get("properties", {}).items() if key in required
                }
            case "array":
                return [self.example(plain["items"], name)]
            case "integer":
                return max(int(plain.get("minimum", 1)), 1)
            case "boolean":
                return False
        return _text(name, plain)

    def _walk(self, shape: Shape, path: str, depth: int) -> Iterator[Field]:
        plain = self._resolved(self._first(shape))
        if plain.get("type") == "array":
            yield from self._walk(plain["items"], f"{path}[]", depth)
        if depth == DEEPEST:
            return
        required = plain.get("required", [])
        for name, part in plain.get("properties", {}).items():
            where = f"{path}.{name}" if path else name
            about = str(part.get("description", ""))
            yield Field(where, self.kind(part), name in required, about)
            yield from self._walk(part, where, depth + 1)

    def _first(self, shape: Shape) -> Shape:
        """Of several possibilities take the first that is something."""
        some = [one for one in shape.get("anyOf", []) if one.get("type") != "null"]
        return some[0] if some else shape

    def _resolved(self, shape: Shape) -> Shape:
        reference = shape.get("$ref")
        return self._named[reference.removeprefix(_REF)] if reference else shape


def _text(name: str, shape: Shape) -> str:
    about = str(shape.get("description", ""))
    if about.startswith("`") and "_..." in about:
        return about[1:].partition("`")[0]
    return _EXAMPLES.get(name, "text")
