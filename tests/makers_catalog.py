"""Makers of catalog things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from arasta.contexts.catalog.services import options, products, taxonomy
from arasta.contexts.catalog.types.inputs import (
    BrandInput,
    CategoryInput,
    OptionInput,
    PictureInput,
    ProductInput,
    SavedProducts,
    ValueInput,
    VariantInput,
)
from arasta.kernel.access import SYSTEM


def plain_product(sku: str, *, title: str = "") -> ProductInput:
    """Describe a product with one variant and no options."""
    handle = sku.lower().replace("_", "-")
    return ProductInput(handle=handle, titles={"en": title or f"Product {sku}"}, variants=(VariantInput(sku=sku),))


def save_plain_products(skus: Sequence[str]) -> list[UUID]:
    """Save products with one variant each; return the variants' ids in order."""
    saved = products.save_products([plain_product(sku) for sku in skus], actor=SYSTEM)
    return [saved.variants[sku] for sku in skus]


def save_colors_and_sizes() -> None:
    """Save the options color and size, and a small category tree with a brand."""
    options.save_options(
        [
            OptionInput(
                code="color",
                names={"en": "Color", "tr": "Renk", "ru": "Цвет"},
                values=(
                    ValueInput(code="red", names={"en": "Red", "tr": "Kırmızı", "ru": "Красный"}, swatch="#c0392b"),
                    ValueInput(code="blue", names={"en": "Blue", "tr": "Mavi"}, swatch="#1d4e89"),
                ),
            ),
            OptionInput(
                code="size",
                names={"en": "Size", "tr": "Beden", "ru": "Размер"},
                values=(ValueInput(code="s", names={"en": "S"}), ValueInput(code="l", names={"en": "L"})),
            ),
        ]
    )
    taxonomy.save_categories(
        [
            CategoryInput(code="home", names={"en": "Home", "tr": "Ev", "ru": "Дом"}),
            CategoryInput(code="lighting", names={"en": "Lighting", "tr": "Aydınlatma"}, parent="home"),
            CategoryInput(code="clothing", names={"en": "Clothing", "tr": "Giyim"}, position=1),
        ]
    )
    taxonomy.save_brands([BrandInput(code="kervan", name="Kervan"), BrandInput(code="lale", name="Lale")])


def shirt(handle: str = "shirt", *, titles: Mapping[str, str] | None = None) -> ProductInput:
    """Describe a shirt in two colors and two sizes, with a picture for each color."""
    return ProductInput(
        handle=handle,
        titles=titles or {"en": "Linen shirt", "tr": "Keten gömlek", "ru": "Льняная рубашка"},
        descriptions={"en": "Cool in summer.", "tr": "Yazın serin tutar."},
        category="clothing",
        brand="kervan",
        options=("color", "size"),
        variants=tuple(
            VariantInput(
                sku=f"{handle}-{color}-{size}".upper(), options={"color": color, "size": size}, weight_grams=180
            )
            for color in ("red", "blue")
            for size in ("s", "l")
        ),
        media=(
            PictureInput(path=f"demo/{handle}.webp", alt={"en": "A shirt on a hook"}),
            PictureInput(path=f"demo/{handle}-blue.webp", value=("color", "blue")),
        ),
    )


def save(*given: ProductInput) -> SavedProducts:
    """Save products as the system."""
    return products.save_products(given, actor=SYSTEM)
