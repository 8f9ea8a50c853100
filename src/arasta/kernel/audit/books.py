"""Books, checks, rules and lies: the auditor's words. Pure values, and the shelf on which rooms lay their books."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must hold. `template` is a translatable sentence about the row that breaks it.

    `subject` says what kind of row that is, and so how a person can look into it; `prefixes` dress its key for the
    outside. `money` names values that are minor units of the value "currency".
    """

    code: str
    template: str
    subject: str
    prefixes: tuple[str, ...]
    money: tuple[str, ...] = ()

    @property
    def room(self) -> str:
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Check:
    """A statement that finds lies among `keys` (uuid[]), in a book without keys among all rows.

    It returns the code of the rule, the book's key (or none), one column per prefix of the subject, then the sentence's
    values, each column bearing the name of its value.
    """

    rules: tuple[Rule, ...]
    sql: str


@dataclass(frozen=True, slots=True)
class Book:
    """Rows that can be walked by key. `touched`: statements that return (id, key) of rows made after an id, by id.

    Ids are made in the order of time, so "after an id" is "since then", and the primary key is the index for it.
    Without `walk` the checks look at all that concerns them at once, and must be bounded by themselves.
    """

    name: str
    tables: tuple[str, ...]
    checks: tuple[Check, ...]
    walk: str = ""
    touched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lie:
    """A row that breaks a rule. `key` is where its book finds it again."""

    rule: Rule
    subject_id: str
    values: Mapping[str, Any]
    key: str = ""

    @property
    def room(self) -> str:
        return self.rule.room

    def sentence(self, translated: str | None = None) -> str:
        """Fill the sentence; an edge passes the template in the reader's language."""
        return (translated or self.rule.template) % self.values

    def __str__(self) -> str:
        return f"{self.rule.room}: {self.subject_id}: {self.sentence()}"


_shelf: dict[str, Book] = {}


def lay(books: Sequence[Book]) -> None:
    """Lay books on the shelf; called once at start."""
    _shelf.update({book.name: book for book in books})


def shelf() -> tuple[Book, ...]:
    """Return all books."""
    return tuple(_shelf.values())


def rules() -> dict[str, Rule]:
    """Return all rules by code."""
    return {rule.code: rule for book in _shelf.values() for check in book.checks for rule in check.rules}
