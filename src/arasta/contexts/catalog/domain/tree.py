"""The category tree as plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from arasta.contexts.catalog.types import CategoryNode
from arasta.contexts.catalog.types.refusals import CategoryLoop


@dataclass(frozen=True, slots=True)
class Twig:
    """A category before it is hung into the tree; `products` are its own."""

    id: UUID
    parent_id: UUID | None
    code: str
    name: str
    description: str
    products: int


def refuse_loops(parents: Mapping[str, str | None]) -> None:
    """Raise CategoryLoop if a category would lie below itself."""
    sound: set[str] = set()
    for code in parents:
        path: list[str] = []
        above: str | None = code
        while above is not None and above not in sound:
            if above in path:
                raise CategoryLoop(category=above)
            path.append(above)
            above = parents.get(above)
        sound.update(path)


def prune(twigs: Sequence[Twig], codes: Collection[str]) -> list[Twig]:
    """Leave the categories named with all below them, and those above as the way there, without products of their own."""
    known = {twig.id: twig for twig in twigs}
    inside = {twig.id for twig in twigs if any(step.code in codes for step in _upward(twig, known))}
    above = {step.id for key in inside for step in _upward(known[key], known)}
    return [twig if twig.id in inside else replace(twig, products=0) for twig in twigs if twig.id in above]


def _upward(twig: Twig, known: Mapping[UUID, Twig]) -> Iterator[Twig]:
    step: Twig | None = twig
    while step is not None:
        yield step
        step = known[step.parent_id] if step.parent_id else None


def grow(twigs: Sequence[Twig], root: UUID | None = None) -> tuple[CategoryNode, ...]:
    """Hang categories below their parents, in the order given."""
    below: dict[UUID | None, list[Twig]] = defaultdict(list)
    for twig in twigs:
        below[twig.parent_id].append(twig)
    return _nodes(below, root)


def _nodes(below: Mapping[UUID | None, list[Twig]], parent: UUID | None) -> tuple[CategoryNode, ...]:
    nodes = []
    for twig in below.get(parent, []):
        children = _nodes(below, twig.id)
        count = twig.products + sum(child.products for child in children)
        nodes.append(CategoryNode(twig.id, twig.code, twig.name, twig.description, count, children))
    return tuple(nodes)
