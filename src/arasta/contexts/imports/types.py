"""Runs of imports: how they are to be read, how far they are, what was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, DomainError, Missing, gettext_noop


class ImportKind(StrEnum):
    GOODS = "goods"
    STOCK = "stock"


class RunStatus(StrEnum):
    """`checked` is a trial that was read to its end and waits for somebody's word."""

    QUEUED = "queued"
    RUNNING = "running"
    CHECKED = "checked"
    DONE = "done"
    FAILED = "failed"


MOVES: dict[RunStatus, frozenset[RunStatus]] = {
    RunStatus.QUEUED: frozenset({RunStatus.RUNNING, RunStatus.FAILED}),
    RunStatus.RUNNING: frozenset({RunStatus.RUNNING, RunStatus.CHECKED, RunStatus.DONE, RunStatus.FAILED}),
    RunStatus.CHECKED: frozenset({RunStatus.QUEUED}),
    RunStatus.FAILED: frozenset({RunStatus.QUEUED}),
    RunStatus.DONE: frozenset(),
}


class UnknownRun(Missing):
    code = "unknown_import"
    template = gettext_noop("There is no such import.")


class RunNotReady(Conflict):
    """The run is not where this step begins: somebody else took it, or it has ended."""

    code = "import_not_ready"
    template = gettext_noop("This import cannot do that now: it is “%(status)s”.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is to be read. Empty words mean: find out, or there is only one.

    `creates_terms`: categories, brands, options and values that do not exist are made. `has_decimal_comma`: 12,50 and not
    12.50. `may_repeat`: the same differences are meant to be counted again. `reason` stands in the ledger of stock.
    """

    language: str = "en"
    encoding: str = ""
    has_decimal_comma: bool = False
    price_list: str = ""
    location: str = ""
    creates_terms: bool = True
    may_repeat: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInput:
    """A file to import: its name as given, where it is kept, its size, and whether it is tried first."""

    kind: ImportKind
    file_name: str
    path: str
    size: int
    is_trial: bool
    reading: Reading


@dataclass(frozen=True, slots=True)
class LineFault:
    """Why a line was not taken: `column` and `value` as they stand in the file."""

    line: int
    column: str
    value: str
    error: DomainError


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines were read, and what became of them. `read` counts blank lines too, so that one can go on there."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.read + other.read,
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
        )


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run as it is now. `failure` is a sentence to translate, `details` what it is about."""

    id: UUID
    kind: ImportKind
    status: RunStatus
    is_trial: bool
    file_name: str
    path: str
    size: int
    digest: str
    reading: Reading
    actor: Actor
    lines_in_all: int
    lines_read: int
    new: int
    changed: int
    unchanged: int
    faulty: int
    failure: str
    details: dict[str, object]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @property
    def is_moving(self) -> bool:
        """Tell whether something is still to happen by itself."""
        return self.status in {RunStatus.QUEUED, RunStatus.RUNNING}


@dataclass(frozen=True, slots=True)
class FaultRow:
    """A line that was not taken. `template` is a sentence to translate, `details` what it is about."""

    line: int
    column: str
    value: str
    code: str
    template: str
    details: dict[str, object]
