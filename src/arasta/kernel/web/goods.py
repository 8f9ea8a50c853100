"""What goods are called in the reader's language: rooms keep the words of the buyer, and one room knows the others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol, Self, TypeVar
from uuid import UUID

Names = Mapping[UUID, tuple[str, str]]
"""SKU and name by the id of the variant, or of the order's line that sold it."""

_sources: list[Callable[[Collection[UUID]], Names]] = []


class ListsGoods(Protocol):
    """Has lines of goods, and can call them otherwise."""

    @property
    def goods_ids(self) -> Collection[UUID]: ...

    def called(self, names: Names) -> Self: ...


Listing = TypeVar("Listing", bound=ListsGoods)


def provide_goods(source: Callable[[Collection[UUID]], Names]) -> None:
    """Say who knows the names."""
    _sources[:] = [source]


def called(rows: Sequence[Listing]) -> list[Listing]:
    """Return rows whose goods are called as their reader speaks; asks once for all."""
    ids = {key for row in rows for key in row.goods_ids}
    names = _sources[0](ids) if _sources and ids else {}
    return [row.called(names) for row in rows]
