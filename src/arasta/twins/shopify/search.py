"""The part of the shop's search language that is understood: terms `name:value`, comparators, OR, AND."""

import re
from dataclasses import dataclass

from arasta.twins.shopify.desk import Wrong

_TERM = re.compile(r"""(\w+):(>=|<=|>|<|)(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\S+))""")


@dataclass(frozen=True)
class Term:
    """One condition."""

    name: str
    comparator: str
    value: str


def read(query: str | None, known: frozenset[str]) -> list[Term]:
    """Read the conditions of a search. Raises Wrong for a field that is not known here."""
    terms = []
    for match in _TERM.finditer(query or ""):
        value = next(part for part in match.groups()[2:] if part is not None)
        terms.append(Term(match[1], match[2], re.sub(r"\\(.)", r"\1", value)))
    for term in terms:
        if term.name not in known:
            raise Wrong(f"The field {term.name} cannot be searched here.")
    return terms


def values_of(terms: list[Term], name: str) -> list[str]:
    """Return the values one of which a field must have."""
    return [term.value for term in terms if term.name == name and not term.comparator]


def least(terms: list[Term], name: str) -> str | None:
    """Return from which value on a field is wanted."""
    return next((term.value for term in terms if term.name == name and term.comparator in {">=", ">"}), None)
