"""Categories, brands, options and values by the words that files use for them, and the making of new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from arasta.contexts.catalog.queries import categories
from arasta.contexts.catalog.services import options as saving
from arasta.contexts.catalog.services import taxonomy
from arasta.contexts.catalog.types import CategoryNode
from arasta.contexts.catalog.types.inputs import BrandInput, CategoryInput, OptionInput, ValueInput
from arasta.contexts.catalog.types.refusals import (
    InvalidCode,
    UnknownBrand,
    UnknownCategory,
    UnknownOption,
    UnknownOptionValue,
)
from arasta.flows.stocking import import_cells

_PATH = ">"


@dataclass
class _Option:
    """An option as it stands: its name, and its values by the words for them."""

    name: str
    values: dict[str, str]
    count: int


@dataclass
class Terms:
    """The words of one file's language. New words are kept until `write` makes what they mean."""

    language: str
    creates: bool
    _categories: dict[str, str] = field(default_factory=dict)
    _brands: dict[str, str] = field(default_factory=dict)
    _options: dict[str, _Option] = field(default_factory=dict)
    _new_categories: dict[str, CategoryInput] = field(default_factory=dict)
    _new_brands: dict[str, BrandInput] = field(default_factory=dict)
    _new_values: dict[str, list[ValueInput]] = field(default_factory=dict)
    _writes: int = 0

    def category(self, text: str) -> str:
        """Return the code of a category, named by its code, its name or its path. Raises UnknownCategory."""
        known = self._categories.get(_word(text))
        if known is not None:
            return known
        parts = [part.strip() for part in text.split(_PATH) if part.strip()]
        if not self.creates or not parts:
            raise UnknownCategory(category=text[:100])
        parent: str | None = None
        for depth, name in enumerate(parts, start=1):
            parent = self._made_category(_PATH.join(parts[:depth]), name, parent)
        return self._categories.setdefault(_word(text), parent or "")

    def brand(self, text: str) -> str:
        """Return the code of a brand, named by its code or its name. Raises UnknownBrand."""
        known = self._brands.get(_word(text))
        if known is not None:
            return known
        if not self.creates:
            raise UnknownBrand(brand=text[:100])
        code = _code(text)
        if code not in self._brands:
            self._new_brands[code] = BrandInput(code=code, name=text)
        self._brands[code] = self._brands[_word(text)] = code
        return code

    def option(self, text: str) -> str:
        """Return the code of an option, named by its code or its name. Raises UnknownOption."""
        found = next((code for code, one in self._options.items() if _word(text) in {code, _word(one.name)}), None)
        if found is not None:
            return found
        if not self.creates:
            raise UnknownOption(option=text[:100])
        code = _code(text)
        self._options.setdefault(code, _Option(text, {}, 0))
        self._new_values.setdefault(code, [])
        return code

    def value(self, option: str, text: str) -> str:
        """Return the code of an option's value, named by its code or its name. Raises UnknownOptionValue."""
        values = self._options[option].values
        known = values.get(_word(text))
        if known is not None:
            return known
        if not self.creates:
            raise UnknownOptionValue(option=option, value=text[:100])
        code = _code(text)
        values[_word(text)] = code
        if code not in values or code == _word(text):
            values[code] = code
            self._add_value(option, code, text)
        return code

    def write(self) -> int:
        """Make what new words mean; return how often that was done."""
        self._writes += bool(self._new_brands or self._new_categories or self._new_values)
        if self._new_brands:
            taxonomy.save_brands(list(self._new_brands.values()))
        if self._new_categories:
            taxonomy.save_categories(list(self._new_categories.values()))
        if self._new_values:
            saving.save_options(
                [
                    OptionInput(code=code, names={self.language: self._options[code].name}, values=tuple(values))
                    for code, values in self._new_values.items()
                ]
            )
        self._new_brands, self._new_categories, self._new_values = {}, {}, {}
        return self._writes

    def learn(self) -> None:
        """Read the words that stand; new ones that were to be made are taken to be made."""
        self._new_brands, self._new_categories, self._new_values = {}, {}, {}
        _learn_tree(self, categories.category_tree(language=self.language), ())
        for brand in categories.brands():
            self._brands.setdefault(_word(brand.name), brand.code)
            self._brands[brand.code] = brand.code
        for option in categories.options(language=self.language):
            values = {_word(value.name): value.code for value in option.values}
            self._options[option.code] = _Option(
                option.name, values | {value.code: value.code for value in option.values}, len(option.values)
            )

    def _made_category(self, path: str, name: str, parent: str | None) -> str:
        known = self._categories.get(_word(path))
        if known is not None:
            return known
        code = _code(path)
        if code not in self._categories:
            self._new_categories[code] = CategoryInput(code=code, names={self.language: name}, parent=parent)
        self._categories[code] = self._categories[_word(path)] = code
        return code

    def _add_value(self, option: str, code: str, name: str) -> None:
        listed, one = self._new_values.setdefault(option, []), self._options[option]
        if any(value.code == code for value in listed):
            return
        listed.append(ValueInput(code=code, names={self.language: name}, position=one.count))
        one.count += 1


def terms(*, language: str, creates: bool) -> Terms:
    """Read the words that stand."""
    known = Terms(language, creates)
    known.learn()
    return known


def _learn_tree(known: Terms, nodes: Sequence[CategoryNode], above: tuple[str, ...]) -> None:
    for node in nodes:
        path = (*above, node.name)
        known._categories.setdefault(_word(node.name), node.code)
        known._categories.setdefault(_word(_PATH.join(path)), node.code)
        known._categories[node.code] = node.code
        _learn_tree(known, node.children, path)


def _word(text: str) -> str:
    """Fold what does not matter: capitals, the spaces around a path's marks."""
    return _PATH.join(part.strip().casefold() for part in text.split(_PATH)) if _PATH in text else text.casefold()


def _code(text: str) -> str:
    code = import_cells.code(text)
    if not code:
        raise InvalidCode(value=text[:100])
    return code
