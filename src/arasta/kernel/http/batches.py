"""Bodies that carry many entries: one that does not fit the schema comes back by itself and keeps no other out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from pydantic import ModelWrapValidatorHandler, PrivateAttr, ValidationError, model_validator
from pydantic_core import ErrorDetails

from arasta.kernel.http.schemas import Body

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry that does not fit the schema."""

    errors: Sequence[ErrorDetails]

    def __str__(self) -> str:
        return "; ".join(f"{error['loc'][-1]}: {error['msg']}" for error in self.errors)


class Batch(Body):
    """A body whose field `entries_in` lists what is to be done, each by itself."""

    entries_in: ClassVar[str]
    _unreadable: dict[int, list[ErrorDetails]] = PrivateAttr(default_factory=dict)

    @model_validator(mode="wrap")
    @classmethod
    def _let_the_others_in(cls, given: Any, read: ModelWrapValidatorHandler[Self]) -> Self:
        """Read all at once; only where entries do not fit, remember what is wrong with them and read the others."""
        try:
            return read(given)
        except ValidationError as wrong:
            unreadable = cls._by_entry(wrong)
        others = [entry for place, entry in enumerate(given[cls.entries_in]) if place not in unreadable]
        body = {**given, cls.entries_in: others}
        batch = read(body) if others else cls.model_construct(**body)
        batch._unreadable = unreadable
        return batch

    @classmethod
    def _by_entry(cls, wrong: ValidationError) -> dict[int, list[ErrorDetails]]:
        """Return what is wrong by the entry's place. Raises the error itself if it is the list, or what stands beside it."""
        found: dict[int, list[ErrorDetails]] = {}
        for error in wrong.errors(include_url=False, include_context=False, include_input=False):
            match error["loc"]:
                case (cls.entries_in, int(place), *_):
                    found.setdefault(place, []).append({**error, "loc": ("body", "body", *error["loc"])})
                case _:
                    raise wrong
        return found

    def in_place(self, readable: Sequence[Entry]) -> Iterator[Entry | Unreadable]:
        """Put what became of the readable entries where they were sent, and what cannot be read in between."""
        following = iter(readable)
        for place in range(len(readable) + len(self._unreadable)):
            errors = self._unreadable.get(place)
            yield next(following) if errors is None else Unreadable(errors)
