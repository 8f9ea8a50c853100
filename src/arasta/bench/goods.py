"""A broad range of goods to look for: titles of real words in three languages, categories, makers, colors and sizes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice, product
from uuid import UUID

from arasta.bench import plan
from arasta.contexts.catalog.services import options, products, taxonomy
from arasta.contexts.catalog.types.inputs import (
    BrandInput,
    CategoryInput,
    OptionInput,
    ProductInput,
    ValueInput,
    VariantInput,
)
from arasta.contexts.pricing.services import prices
from arasta.contexts.pricing.types import PriceInput
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money

PRODUCTS_AT_ONCE = 250
SIZES, COLORS = ("s", "m", "l", "xl"), 12
VARIANTS_EACH = 4
MAKERS = 60

# (English, Turkish, Russian)
Word = tuple[str, str, str]
THINGS: tuple[Word, ...] = (
    ("shirt", "gömlek", "рубашка"), ("dress", "elbise", "платье"), ("jacket", "ceket", "куртка"),
    ("trousers", "pantolon", "брюки"), ("skirt", "etek", "юбка"), ("scarf", "atkı", "шарф"),
    ("jug", "sürahi", "кувшин"), ("bowl", "kâse", "миска"), ("teapot", "çaydanlık", "чайник"),
    ("lamp", "lamba", "лампа"), ("rug", "kilim", "ковёр"), ("blanket", "battaniye", "одеяло"),
    ("towel", "havlu", "полотенце"), ("soap", "sabun", "мыло"), ("candle", "mum", "свеча"),
    ("basket", "sepet", "корзина"), ("chair", "sandalye", "стул"), ("table", "masa", "стол"),
    ("mirror", "ayna", "зеркало"), ("vase", "vazo", "ваза"), ("bag", "çanta", "сумка"),
    ("wallet", "cüzdan", "кошелёк"), ("belt", "kemer", "ремень"), ("sandals", "sandalet", "сандалии"),
)  # fmt: skip
STUFFS: tuple[Word, ...] = (
    ("linen", "keten", "льняной"), ("cotton", "pamuklu", "хлопковый"), ("woolen", "yün", "шерстяной"),
    ("leather", "deri", "кожаный"), ("copper", "bakır", "медный"), ("clay", "toprak", "глиняный"),
    ("glass", "cam", "стеклянный"), ("walnut", "ceviz", "ореховый"), ("silk", "ipek", "шёлковый"),
    ("olive", "zeytin", "оливковый"), ("brass", "pirinç", "латунный"), ("bamboo", "bambu", "бамбуковый"),
)  # fmt: skip
PLACES: tuple[Word, ...] = tuple(
    (name, name, name)
    for name in (
        "Ankara", "Antep", "Bergama", "Bodrum", "Bursa", "Datça", "Edirne", "Efes", "Galata", "Göreme", "Hatay", "İznik",
        "Kadıköy", "Kars", "Konya", "Mardin", "Midyat", "Moda", "Muğla", "Olimpos", "Rize", "Safranbolu", "Şirince", "Van",
    )
)  # fmt: skip
LANGUAGES = ("en", "tr", "ru")


def build(variants: int, *, at: datetime) -> list[tuple[str, list[UUID]]]:
    """Make so many variants in products of four; return handles with the keys of their variants."""
    _groundwork()
    kinds = product(range(1, 1_000), PLACES, STUFFS, THINGS)
    made: list[tuple[str, list[UUID]]] = []
    numbered = enumerate(islice(kinds, variants // VARIANTS_EACH))
    while batch := list(islice(numbered, PRODUCTS_AT_ONCE)):
        made += _add([_product(number, *words) for number, words in batch], at=at)
    return made


def words(count: int) -> list[str]:
    """Return what shoppers look for: things, stuffs of things, in three languages, and every fifth misspelt."""
    pairs = [(stuff[at], thing[at]) for at in range(3) for stuff, thing in product(STUFFS, THINGS)]
    asked = []
    for number in range(count):
        stuff, thing = pairs[number * plan.STRIDE % len(pairs)]
        asked.append(
            {0: thing, 1: f"{stuff} {thing}", 2: f"{PLACES[number % len(PLACES)][0]} {thing}", 3: stuff}.get(
                number % 5, thing[:-2] + thing[-1] if len(thing) > 4 else thing
            )
        )
    return asked


def _product(number: int, series: int, place: Word, stuff: Word, thing: Word) -> ProductInput:
    code = f"r{number:06d}"
    return ProductInput(
        handle=code,
        titles={
            language: f"{place[at]} {stuff[at]} {thing[at]} {series}".strip() for at, language in enumerate(LANGUAGES)
        },
        descriptions={
            "en": f"A {stuff[0]} {thing[0]} from a workshop in {place[0]}, made by hand and checked twice.",
            "tr": f"{place[1]} atölyesinden {stuff[1]} {thing[1]}, elde yapılır ve iki kez denetlenir.",
        },
        category=f"r-{thing[0]}",
        brand=f"maker-{number % MAKERS}",
        is_featured=number % 50 == 0,
        variants=tuple(
            VariantInput(
                sku=f"R-{number:06d}-{size}", options={"r-size": size, "r-color": f"c{(number + rank // 2) % COLORS}"}
            )
            for rank, size in enumerate(SIZES)
        ),
    )


def _add(given: Sequence[ProductInput], *, at: datetime) -> list[tuple[str, list[UUID]]]:
    saved = products.save_products(given, actor=SYSTEM)
    keys = [(one.handle, [saved.variants[variant.sku] for variant in one.variants]) for one in given]
    prices.set_prices(
        [
            PriceInput(
                price_list=plan.PRICE_LIST,
                variant_id=key,
                price=Money(1_000 + (number * 37 + rank * 11) % 90_000, plan.CURRENCY),
            )
            for number, (_, variants) in enumerate(keys)
            for rank, key in enumerate(variants)
        ],
        now=at,
        actor=SYSTEM,
    )
    return keys


def _groundwork() -> None:
    taxonomy.save_categories([CategoryInput(code="r-all", names={"en": "Range", "tr": "Ürünler", "ru": "Товары"})])
    taxonomy.save_categories(
        [
            CategoryInput(code=f"r-{thing[0]}", names=dict(zip(LANGUAGES, thing, strict=True)), parent="r-all")
            for thing in THINGS
        ]
    )
    taxonomy.save_brands([BrandInput(code=f"maker-{number}", name=f"Maker {number}") for number in range(MAKERS)])
    options.save_options(
        [
            OptionInput(
                code="r-size",
                names={"en": "Size", "tr": "Beden", "ru": "Размер"},
                values=tuple(ValueInput(code=size, names={"en": size.upper()}) for size in SIZES),
            ),
            OptionInput(
                code="r-color",
                names={"en": "Color", "tr": "Renk", "ru": "Цвет"},
                values=tuple(
                    ValueInput(
                        code=f"c{number}", names={"en": f"Color {number}"}, swatch=f"#{number * 20 + 15:02x}6688"
                    )
                    for number in range(COLORS)
                ),
            ),
        ]
    )
