"""Gather what is wrong with a batch of products, part by part, so that the rest of it can be saved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from arasta.contexts.catalog.types.inputs import Fault, ProductInput, VariantInput
from arasta.kernel.errors import DomainError


class Faults:
    """The faults found so far; who looks for more passes over what is faulty already."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self._bad: set[tuple[int, int | None]] = set()

    def add(self, product: int, variant: int | None, error: DomainError) -> None:
        """Blame one variant, or with no variant the whole product."""
        self.found.append(Fault(product, variant, error))
        self._bad.add((product, variant))

    def spared(self, products: Sequence[ProductInput]) -> Iterator[tuple[int, ProductInput]]:
        """Go through the products that are not faulty themselves, with their places."""
        for place, product in enumerate(products):
            if not self._bad or (place, None) not in self._bad:
                yield place, product

    def spared_variants(self, products: Sequence[ProductInput]) -> Iterator[tuple[int, int, VariantInput]]:
        """Go through the variants that are not faulty, with the places of their products and their own."""
        for place, product in self.spared(products):
            for at, variant in enumerate(product.variants):
                if not self._bad or (place, at) not in self._bad:
                    yield place, at, variant

    def without(self, products: Sequence[ProductInput]) -> list[ProductInput]:
        """Return the sound products with their sound variants; a product all of whose variants are faulty is none."""
        if not self._bad:
            return list(products)
        kept: dict[int, list[VariantInput]] = {}
        for place, _, variant in self.spared_variants(products):
            kept.setdefault(place, []).append(variant)
        return [
            replace(product, options=product.axes, variants=tuple(kept.get(place, ())))
            for place, product in self.spared(products)
            if place in kept or not product.variants
        ]
