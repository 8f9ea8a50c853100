"""Turn lines of a file of goods into what the rooms take: products with variants, prices, counts; and what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar
from uuid import UUID

from arasta.contexts.catalog.types import ProductStatus
from arasta.contexts.catalog.types.inputs import ProductInput, VariantInput
from arasta.contexts.catalog.types.refusals import GivenTwice
from arasta.contexts.imports.types import LineFault
from arasta.contexts.inventory.types import UnknownLocation
from arasta.contexts.pricing.types import UnknownPriceList
from arasta.flows.stocking import import_cells
from arasta.flows.stocking.import_columns import Layout
from arasta.flows.stocking.import_files import Line
from arasta.flows.stocking.import_terms import Terms
from arasta.kernel.errors import DomainError, Invalid, gettext_noop
from arasta.kernel.money import Money, exponent

T = TypeVar("T")
_STATUSES = {status.value: status.value for status in ProductStatus}


class CellMissing(Invalid):
    code = "cell_missing"
    template = gettext_noop("Write something into “%(column)s”: it is needed here.")


class TooManyCells(Invalid):
    code = "too_many_cells"
    template = gettext_noop(
        "The line has %(cells)s cells, the first line %(columns)s. Put a text that contains the delimiter into quotation marks."
    )


class FactsDiffer(Invalid):
    code = "facts_differ"
    template = gettext_noop(
        "Line %(line)s says something else of the same product. Write it the same, or leave it empty."
    )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lines are read against: columns, words, places, price lists with their currencies, and the file's own choices."""

    layout: Layout
    terms: Terms
    locations: Mapping[str, UUID]
    currencies: Mapping[str, str]
    has_decimal_comma: bool
    price_list: str
    location: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a line asks for beside the variant itself."""

    line: int
    sku: str
    price_list: str = ""
    price: Money | None = None
    old_price: Money | None = None
    location_id: UUID | None = None
    on_hand: int | None = None


@dataclass
class Parcel:
    """A chunk of lines, understood. `lines` are those of each variant of each product, in the places of `products`."""

    read: int = 0
    asked: list[Asked] = field(default_factory=list)
    products: list[ProductInput] = field(default_factory=list)
    lines: list[list[int]] = field(default_factory=list)
    faults: list[LineFault] = field(default_factory=list)


class _Cell(Exception):
    """What is wrong with which cell."""

    def __init__(self, column: str, value: str, error: DomainError) -> None:
        self.column, self.value, self.error = column, value, error
        super().__init__(column)


@dataclass
class _Group:
    """A product being gathered from lines that follow each other."""

    handle: str
    line: int
    facts: tuple[str, ...]
    product: ProductInput
    variants: list[VariantInput] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


class Reader:
    """Reads chunks of one file."""

    def __init__(self, around: Surroundings) -> None:
        layout = around.layout
        self._around, self._at = around, layout.at
        self._facts = [layout.at[name] for name in ("category", "brand", "tax_class", "status") if name in layout.at]
        self._facts += list(layout.spoken.values())
        self.has_goods = bool(layout.spoken)
        self._options = {around.terms.option(name): place for name, place in layout.options.items()}
        terms = around.terms
        named = {"category": terms.category, "brand": terms.brand}
        self._named: list[tuple[int, Callable[[str], str]]] = [
            *((layout.at[name], read) for name, read in named.items() if name in layout.at),
            *((place, partial(terms.value, option)) for option, place in self._options.items()),
        ]

    def handle_of(self, cells: Sequence[str]) -> str:
        """Return the word that lines of one product share."""
        place = self._at.get("product")
        word = cells[place].strip() if place is not None and place < len(cells) else ""
        return word or (cells[self._at["sku"]].strip() if self._at["sku"] < len(cells) else "")

    @property
    def terms(self) -> Terms:
        return self._around.terms

    def make_words(self, lines: Sequence[Line]) -> int:
        """Make the categories, brands and values that lines name; return how often words were made so far."""
        for place, read in self._named:
            for text in dict.fromkeys(cells[place].strip() for _, cells in lines if place < len(cells)):
                with suppress(DomainError):  # told when its line is read
                    if text:
                        read(text)
        return self.terms.write()

    def read(self, lines: Sequence[Line]) -> Parcel:
        """Understand a chunk of lines."""
        parcel, groups, skus = Parcel(), dict[str, _Group](), dict[str, _Group]()
        width = len(self._around.layout.names)
        for number, cells in lines:
            parcel.read += 1
            if not any(cells):
                continue
            try:
                self._line(number, _fit(cells, width), parcel, groups, skus)
            except _Cell as wrong:
                parcel.faults.append(LineFault(number, wrong.column, wrong.value, wrong.error))
        for group in groups.values():
            parcel.products.append(_finished(group))
            parcel.lines.append(group.lines)
        return parcel

    def _line(
        self, number: int, cells: Sequence[str], parcel: Parcel, groups: dict[str, _Group], skus: dict[str, _Group]
    ) -> None:
        sku = cells[self._at["sku"]].strip()
        if not sku:
            raise _Cell("sku", "", CellMissing(column="sku"))
        asked = self._asked(number, sku, cells)
        if self.has_goods:
            handle = import_cells.code(self.handle_of(cells))
            group = groups.get(handle) or self._group(number, handle, cells)
            self._compare(group, number, cells)
            other = skus.get(sku)
            if other is not None and other is not group:
                raise _Cell("sku", sku, GivenTwice(value=sku))
            if other is None:
                group.variants.append(self._variant(sku, cells))
                group.lines.append(number)
                skus[sku] = groups[handle] = group
        parcel.asked.append(asked)

    def _group(self, number: int, handle: str, cells: Sequence[str]) -> _Group:
        around, at = self._around, self._at
        titles = {lang: cells[place] for (name, lang), place in around.layout.spoken.items() if name == "title"}
        if not any(text.strip() for text in titles.values()):
            raise _Cell("title", "", CellMissing(column="title"))
        texts = {lang: cells[place] for (name, lang), place in around.layout.spoken.items() if name == "description"}
        status = _parsed("status", cells, at, lambda text: import_cells.word(text, _STATUSES)) or "active"
        product = ProductInput(
            handle=handle,
            titles=titles,
            descriptions=texts,
            category=_parsed("category", cells, at, around.terms.category),
            brand=_parsed("brand", cells, at, around.terms.brand),
            tax_class=_parsed("tax_class", cells, at, import_cells.code) or "standard",
            status=ProductStatus(status),
            options=tuple(option for option, place in self._options.items() if cells[place].strip()),
        )
        return _Group(handle, number, tuple(cells[place] for place in self._facts), product)

    def _compare(self, group: _Group, number: int, cells: Sequence[str]) -> None:
        if group.line == number:
            return
        for place, fact in zip(self._facts, group.facts, strict=True):
            if cells[place] != fact and cells[place].strip():
                raise _Cell(self._around.layout.names[place], cells[place], FactsDiffer(line=group.line))

    def _variant(self, sku: str, cells: Sequence[str]) -> VariantInput:
        options = {}
        for option, place in self._options.items():
            text = cells[place].strip()
            if text:
                options[option] = _tried(
                    self._around.layout.names[place],
                    text,
                    lambda word, o=option: self._around.terms.value(o, word),  # type: ignore[misc]
                )
        return VariantInput(
            sku=sku,
            gtin=_parsed("gtin", cells, self._at, str),
            options=options,
            weight_grams=_parsed("weight_grams", cells, self._at, import_cells.count) or 0,
        )

    def _asked(self, number: int, sku: str, cells: Sequence[str]) -> Asked:
        at = self._at
        price = cells[at["price"]].strip() if "price" in at else ""
        on_hand = cells[at["on_hand"]].strip() if "on_hand" in at else ""
        if not price and not on_hand:
            return Asked(number, sku)
        price_list, amount, old = self._price(price, cells) if price else ("", None, None)
        place, units = (None, None)
        if on_hand:
            place, units = self._place(cells), _tried("on_hand", on_hand, import_cells.count)
        return Asked(number, sku, price_list, amount, old, place, units)

    def _price(self, price: str, cells: Sequence[str]) -> tuple[str, Money, Money | None]:
        around = self._around
        code = _parsed("price_list", cells, self._at, str) or around.price_list
        currency = around.currencies.get(code)
        if currency is None:
            raise _Cell("price_list", code, UnknownPriceList(price_list=code))
        digits = exponent(currency)

        def amount(text: str) -> Money:
            minor = import_cells.amount(text, exponent=digits, has_decimal_comma=around.has_decimal_comma)
            return Money(minor, currency)

        return code, _tried("price", price, amount), _parsed("old_price", cells, self._at, amount)

    def _place(self, cells: Sequence[str]) -> UUID:
        code = _parsed("location", cells, self._at, str) or self._around.location
        place = self._around.locations.get(code.casefold())
        if place is None:
            raise _Cell("location", code, UnknownLocation(location=code[:60]))
        return place


def _fit(cells: Sequence[str], width: int) -> Sequence[str]:
    """Let a line have as many cells as the header: empty ones at its end may be missing."""
    if len(cells) == width:
        return cells
    if len(cells) > width and any(cells[width:]):
        raise _Cell("", "", TooManyCells(cells=len(cells), columns=width))
    return [*cells[:width], *[""] * (width - len(cells))]


def _parsed(column: str, cells: Sequence[str], at: Mapping[str, int], read: Callable[[str], T]) -> T | None:
    """Read a cell, if there is one and something stands in it."""
    place = at.get(column)
    text = cells[place].strip() if place is not None else ""
    return _tried(column, text, read) if text else None


def _tried(column: str, text: str, read: Callable[[str], T]) -> T:
    try:
        return read(text)
    except DomainError as error:
        raise _Cell(column, text, error) from error


def _finished(group: _Group) -> ProductInput:
    given = group.product
    return ProductInput(
        handle=given.handle,
        titles=given.titles,
        descriptions=given.descriptions,
        category=given.category,
        brand=given.brand,
        tax_class=given.tax_class,
        status=given.status,
        options=given.options,
        variants=tuple(group.variants),
    )
