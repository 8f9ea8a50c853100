"""Choose the picture of a variant."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

# Uploaded pictures are drawn twice.
LARGE_END, SMALL_END = "-large.webp", "-small.webp"


def small(path: str) -> str:
    """Return the path of a picture's small drawing; one that was not uploaded has itself alone."""
    return path.removesuffix(LARGE_END) + SMALL_END if path.endswith(LARGE_END) else path


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's address; `value_id` if it shows only the variants with that option value."""

    url: str
    value_id: UUID | None


def choose(pictures: Sequence[Picture], values: Collection[UUID]) -> str | None:
    """Take the first picture of one of the variant's own values, else the first of no value, else the first."""
    own = next((picture for picture in pictures if picture.value_id in values), None)
    plain = next((picture for picture in pictures if picture.value_id is None), None)
    chosen = own or plain or next(iter(pictures), None)
    return chosen.url if chosen else None
