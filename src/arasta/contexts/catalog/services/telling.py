"""Publish what changed in the catalog: of many things at once, so that a large import is few facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from uuid import UUID

from arasta.contexts.catalog.events import ProductsChanged, VariantsChanged
from arasta.contexts.catalog.services import shelved_rows
from arasta.kernel.access import Actor
from arasta.kernel.outbox.publishing import publish

MOST = 1_000


def tell(*, products: Collection[UUID] = (), variants: Collection[UUID] = (), actor: Actor) -> None:
    """Publish ProductsChanged and VariantsChanged, and put what changed on its shelf."""
    shelved_rows.refresh(products=products, variants=variants)
    publish(
        [
            *(ProductsChanged(product_ids=keys) for keys in _parts(products)),
            *(VariantsChanged(variant_ids=keys) for keys in _parts(variants)),
        ],
        actor=actor,
    )


def _parts(keys: Collection[UUID]) -> Iterator[tuple[UUID, ...]]:
    ordered = sorted(keys)
    return (tuple(ordered[at : at + MOST]) for at in range(0, len(ordered), MOST))
