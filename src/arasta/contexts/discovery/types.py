"""Collections, synonyms and companions as they cross the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from arasta.kernel.errors import Conflict, Invalid, Missing, gettext_noop

FALLBACK_LANGUAGE = "en"
MOST_MEMBERS = 500
MOST_WORDS = 20


class CollectionKind(StrEnum):
    """Picked one by one, or all that fit a rule."""

    MANUAL = "manual"
    RULE = "rule"


class CollectionSort(StrEnum):
    """In which order a collection by rule shows its products; a manual one keeps the order it was picked in."""

    NEWEST = "newest"
    FEATURED = "featured"
    POPULAR = "popular"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Rule:
    """What products of a collection have: all that is given. Words are the catalog's codes; values `option:value`.

    `new_days` is for how many days a product is new, none for any age. Prices are the lowest of a product's variants in
    web shops of that currency.
    """

    category: str = ""
    brand: str = ""
    values: tuple[str, ...] = ()
    only_featured: bool = False
    new_days: int = 0
    least_minor: int | None = None
    most_minor: int | None = None
    currency: str = ""

    @property
    def has_prices(self) -> bool:
        return self.least_minor is not None or self.most_minor is not None

    @property
    def is_empty(self) -> bool:
        return not (
            self.category or self.brand or self.values or self.only_featured or self.new_days or self.has_prices
        )


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A collection in one language; `members` are the products of a manual one, in order."""

    id: UUID
    code: str
    kind: CollectionKind
    sort: CollectionSort
    rule: Rule
    is_shown: bool
    position: int
    name: str
    description: str
    members: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionInput:
    """A whole collection. `members` are taken for a manual one only."""

    code: str
    kind: CollectionKind
    names: Mapping[str, str]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    sort: CollectionSort = CollectionSort.FEATURED
    rule: Rule = Rule()
    is_shown: bool = True
    position: int = 0
    members: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class SynonymGroup:
    """Words that mean the same."""

    id: UUID
    words: tuple[str, ...]


class UnknownCollection(Missing):
    code = "unknown_collection"
    template = gettext_noop("There is no such collection.")


class UnknownSynonyms(Missing):
    code = "unknown_synonyms"
    template = gettext_noop("There is no such group of words.")


class CollectionCodeWrong(Invalid):
    code = "collection_code_wrong"
    template = gettext_noop("“%(value)s” cannot stand in an address: use small letters, digits and single hyphens.")


class CollectionCodeTaken(Conflict):
    code = "collection_code_taken"
    template = gettext_noop("There is a collection “%(value)s” already.")


class CollectionNameMissing(Invalid):
    code = "collection_name_missing"
    template = gettext_noop("A collection needs a name in at least one language.")


class RuleMissing(Invalid):
    code = "rule_missing"
    template = gettext_noop("A collection by rule needs something its products have in common.")


class RulePricesWrong(Invalid):
    code = "rule_prices_wrong"
    template = gettext_noop("Prices of a rule run from the lower to the higher and have a currency.")


class TooManyMembers(Invalid):
    code = "too_many_members"
    template = gettext_noop("A collection holds at most %(most)s products picked by hand.")


class WordsMissing(Invalid):
    code = "words_missing"
    template = gettext_noop("Give at least two different words, and at most %(most)s.")


class OwnCompanion(Invalid):
    code = "own_companion"
    template = gettext_noop("A product does not go with itself.")
