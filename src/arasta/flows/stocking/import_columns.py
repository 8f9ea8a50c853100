"""The columns that files of goods and stock may have, and which column of a file is which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from arasta.contexts.imports.types import ImportKind
from arasta.kernel.errors import Invalid, gettext_noop

_LANGUAGE = re.compile(r"[a-z]{2}")
_SPOKEN = {"title", "description"}


class UnknownColumn(Invalid):
    code = "unknown_column"
    template = gettext_noop("The first line names a column “%(column)s” that is not known. Known are: %(known)s.")


class PerhapsColumn(UnknownColumn):
    template = gettext_noop(
        "The first line names a column “%(column)s” that is not known. Do you mean “%(near)s”?"
        " A column to be passed over begins with #."
    )


class ColumnTwice(Invalid):
    code = "column_twice"
    template = gettext_noop("The first line names the column “%(column)s” twice.")


class ColumnMissing(Invalid):
    code = "column_missing"
    template = gettext_noop("The first line must name the column “%(column)s”. It names: %(found)s.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it is for, an example, and other words for it that people use."""

    name: str
    purpose: str
    example: str
    words: tuple[str, ...] = ()
    is_needed: bool = False


_SKU = Column("sku", gettext_noop("The code of the variant, your own"), "SHIRT-RED-S", ("stok_kodu", "артикул"), True)
_LOCATION = Column(
    "location",
    gettext_noop("Code of the location that the count is of; else the one chosen for the whole file"),
    "ISTANBUL",
    ("warehouse", "lokasyon", "depo", "склад"),
)

GOODS = (
    _SKU,
    Column(
        "product",
        gettext_noop("The product's word in addresses; lines of one product share it and follow each other"),
        "linen-shirt",
        ("handle", "ürün", "товар"),
    ),
    Column(
        "title",
        gettext_noop("Title of the product; title:tr and title:ru for further languages. Later lines may leave it empty"),
        "Linen shirt",
        ("name", "başlık", "ürün_adı", "название"),
    ),
    Column("description", gettext_noop("Text about the product"), "Cool in summer.", ("açıklama", "описание")),
    Column(
        "category",
        gettext_noop("Code or name of the category; a path is written with >"),
        "Clothing > Shirts",
        ("kategori", "категория"),
    ),
    Column("brand", gettext_noop("Code or name of the brand"), "Kervan", ("marka", "бренд")),
    Column("tax_class", gettext_noop("Code of the tax class; else the standard one"), "standard", ("vergi_sınıfı",)),
    Column("status", gettext_noop("active, draft or archived"), "active", ("durum", "статус")),
    Column(
        "option:…",
        gettext_noop("A value of an option, one column for each option: option:color, option:size"),
        "Red",
    ),
    Column("gtin", gettext_noop("The barcode: 8, 12, 13 or 14 digits"), "4006381333931", ("barcode", "ean", "barkod")),
    Column("weight_grams", gettext_noop("Weight in grams"), "180", ("weight", "ağırlık", "вес")),
    Column("price_list", gettext_noop("Code of the price list; else the one chosen for the whole file"), "base-try"),
    Column("price", gettext_noop("Price of one unit, VAT included; empty leaves the price as it is"), "1249.90",
           ("fiyat", "цена")),
    Column(
        "old_price",
        gettext_noop("The higher price shown beside it"),
        "1499.90",
        ("compare_at_price", "eski_fiyat", "старая_цена"),
    ),
    _LOCATION,
    Column("on_hand", gettext_noop("Units counted there; empty leaves the stock as it is"), "25",
           ("quantity", "stock", "stok", "miktar", "adet", "остаток")),
)  # fmt: skip

STOCK = (
    _SKU,
    _LOCATION,
    Column("quantity", gettext_noop("Units counted there: they replace what stands"), "25",
           ("on_hand", "stock", "stok", "miktar", "adet", "остаток")),
    Column("delta", gettext_noop("Units to add, or with a minus to take away"), "-2", ("difference", "fark", "разница")),
    Column("lot", gettext_noop("Code of the lot, of goods that are kept by lot"), "L-2041", ("parti", "партия")),
    Column("expires_on", gettext_noop("The last day of a new lot: 2027-03-31 or 31.03.2027"), "2027-03-31",
           ("expiry", "son_kullanma", "срок_годности")),
    Column("serials", gettext_noop("Serial numbers of the units that are more or fewer, with spaces between"), "W-1 W-2",
           ("serial_numbers", "seri_no", "серийные_номера")),
)  # fmt: skip

OF_KIND: Mapping[ImportKind, tuple[Column, ...]] = {ImportKind.GOODS: GOODS, ImportKind.STOCK: STOCK}


SAMPLES: Mapping[ImportKind, tuple[tuple[str, ...], ...]] = {
    ImportKind.GOODS: (
        ("sku", "product", "title", "title:tr", "category", "brand", "option:color", "option:size", "gtin",
         "weight_grams", "price", "old_price", "on_hand"),
        ("SHIRT-RED-S", "linen-shirt", "Linen shirt", "Keten gömlek", "Clothing > Shirts", "Kervan", "Red", "S",
         "4006381333931", "180", "1249.90", "1499.90", "25"),
        ("SHIRT-RED-M", "linen-shirt", "", "", "", "", "Red", "M", "", "190", "1249.90", "", "12"),
        ("SHIRT-BLUE-S", "linen-shirt", "", "", "", "", "Blue", "S", "", "180", "1249.90", "", "0"),
        ("MUG-WHITE", "white-mug", "White mug", "Beyaz kupa", "Kitchen", "Kervan", "", "", "", "350", "199.00", "", "140"),
    ),
    ImportKind.STOCK: (
        ("sku", "location", "quantity"),
        ("SHIRT-RED-S", "ISTANBUL", "24"),
        ("SHIRT-RED-M", "ISTANBUL", "12"),
        ("MUG-WHITE", "ANKARA", "60"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each column of a file stands. `spoken` are texts by (column, language), `options` by their names."""

    names: tuple[str, ...]
    at: Mapping[str, int]
    spoken: Mapping[tuple[str, str], int]
    options: Mapping[str, int]

    def has(self, *names: str) -> bool:
        """Tell whether the file has one of the columns."""
        return any(name in self.at for name in names)


def layout(header: Sequence[str], *, kind: ImportKind, language: str) -> Layout:
    """Find the columns of a file. Raises UnknownColumn, ColumnTwice, ColumnMissing."""
    at: dict[str, int] = {}
    spoken: dict[tuple[str, str], int] = {}
    options: dict[str, int] = {}
    seen: set[str] = set()
    for place, cell in enumerate(header):
        if not cell or cell.startswith("#"):
            continue
        name = canonical(cell, kind)
        if name is None:
            raise _unknown(cell, kind)
        base, _, part = name.partition(":")
        whole = f"{base}:{language}" if base in _SPOKEN and not part else name
        if whole in seen:
            raise ColumnTwice(column=cell[:60])
        seen.add(whole)
        if base in _SPOKEN:
            spoken[base, part or language] = place
        elif base == "option":
            options[part] = place
        else:
            at[name] = place
    _require(at, header, kind)
    return Layout(tuple(header), at, spoken, options)


def canonical(cell: str, kind: ImportKind) -> str | None:
    """Return our name of a column, or nothing if it is not known."""
    base, _, part = cell.strip().partition(":")
    word, part = "_".join(base.casefold().replace("\u0307", "").split()), part.strip()
    if word in {"option", "opsiyon", "seçenek", "опция"} and kind is ImportKind.GOODS:
        return f"option:{part}" if part else None
    name = _WORDS[kind].get(word)
    if name is None or not part:
        return name
    return f"{name}:{part}" if name in _SPOKEN and _LANGUAGE.fullmatch(part) else None


def _require(at: Mapping[str, int], header: Sequence[str], kind: ImportKind) -> None:
    found = ", ".join(header)[:200]
    if "sku" not in at:
        raise ColumnMissing(column="sku", found=found)
    if kind is ImportKind.STOCK and ("quantity" in at) == ("delta" in at):
        raise ColumnMissing(column="quantity / delta", found=found)


def _unknown(cell: str, kind: ImportKind) -> UnknownColumn:
    near = get_close_matches(cell.casefold(), _WORDS[kind], n=1, cutoff=0.7)
    if near:
        return PerhapsColumn(column=cell[:60], near=_WORDS[kind][near[0]])
    return UnknownColumn(column=cell[:60], known=", ".join(column.name for column in OF_KIND[kind]))


_WORDS: dict[ImportKind, dict[str, str]] = {
    kind: {word: column.name for column in columns for word in (column.name, *column.words) if "…" not in word}
    for kind, columns in OF_KIND.items()
}
