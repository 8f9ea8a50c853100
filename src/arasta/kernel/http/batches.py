"""Bodies that carry many entries: one that does not fit the schema comes back by itself and keeps no other out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from pydantic import ModelWrapValidatorHandler, PrivateAttr, ValidationError, ValidationInfo, model_validator
from pydantic_core import ErrorDetails

from arasta.kernel.http.bodies import UNKEEPABLE, may_be_unkeepable, place_of_unkeepable
from arasta.kernel.http.schemas import Body

Entry = TypeVar("Entry")
Wrong = dict[int, list[ErrorDetails]]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An entry that does not fit the schema."""

    errors: Sequence[ErrorDetails]
    given: Any

    def __str__(self) -> str:
        return "; ".join(f"{error['loc'][-1]}: {error['msg']}" for error in self.errors)

    def text(self, name: str) -> str:
        """Return what was sent as a field, as far as it is text that can be said again."""
        said = self.given.get(name) if isinstance(self.given, dict) else None
        return said[:100] if isinstance(said, str) and place_of_unkeepable(said) is None else ""


class Batch(Body):
    """A body whose field `entries_in` lists what is to be done, each by itself. Its guard must be told so."""

    entries_in: ClassVar[str]
    _unreadable: dict[int, Unreadable] = PrivateAttr(default_factory=dict)

    @classmethod
    def takes_some(cls, given: Mapping[str, Any]) -> bool:
        """Tell whether the sender wants the other entries taken where some cannot be read."""
        return True

    @model_validator(mode="wrap")
    @classmethod
    def _let_the_others_in(cls, given: Any, read: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        """Read all at once; only where entries do not fit, remember what is wrong with them and read the others."""
        request = (info.context or {}).get("request")
        unkeepable = cls._unkeepable(given) if request and may_be_unkeepable(request) else {}
        try:
            return read(cls._without(given, unkeepable) if unkeepable else given)
        except ValidationError as wrong:
            unreadable = cls._by_entry(wrong) | unkeepable
            if not cls.takes_some(given):
                raise
        entries = given[cls.entries_in]
        others = [entry for place, entry in enumerate(entries) if place not in unreadable]
        body = {**given, cls.entries_in: others}
        batch = read(body) if others else cls.model_construct(**body)
        batch._unreadable = {place: Unreadable(errors, entries[place]) for place, errors in unreadable.items()}
        return batch

    @classmethod
    def _unkeepable(cls, given: Any) -> Wrong:
        """Return the entries with text that no column can hold. Raises ValueError if it is elsewhere, or all or none."""
        entries = given.get(cls.entries_in) if isinstance(given, dict) else None
        if not isinstance(entries, list) or not cls.takes_some(given):
            entries, beside = [], given
        else:
            beside = {name: value for name, value in given.items() if name != cls.entries_in}
        if place_of_unkeepable(beside) is not None:
            raise ValueError(UNKEEPABLE)
        places = ((number, place_of_unkeepable(entry)) for number, entry in enumerate(entries))
        return {number: [cls._said_at(number, place)] for number, place in places if place is not None}

    @classmethod
    def _said_at(cls, number: int, place: tuple[str | int, ...]) -> ErrorDetails:
        where = ("body", "body", cls.entries_in, number, *place)
        return ErrorDetails(type="value_error", loc=where, msg=UNKEEPABLE, input=None)

    @classmethod
    def _without(cls, given: dict[str, Any], entries: Wrong) -> dict[str, Any]:
        """Put nothing in the places of entries, so that the others keep theirs."""
        left = [None if number in entries else entry for number, entry in enumerate(given[cls.entries_in])]
        return {**given, cls.entries_in: left}

    @classmethod
    def _by_entry(cls, wrong: ValidationError) -> Wrong:
        """Return what is wrong by the entry's place. Raises the error itself if it is the list, or what stands beside it."""
        found: Wrong = {}
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
            unreadable = self._unreadable.get(place)
            yield next(following) if unreadable is None else unreadable
