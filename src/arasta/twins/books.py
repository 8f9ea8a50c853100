"""A twin's books, open for one transaction: the database, twin time, settings and faults."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from typing import Any, Generic, TypeVar

from arasta.twins.faults import Fault, Switches
from arasta.twins.store import read_settings, write_setting
from arasta.twins.wire import Answer, Refusal

LARGEST_SETTING = 10**12
MAY_BE_NEGATIVE = frozenset({"clock_offset_ms", "fault_seed"})


@dataclass(frozen=True)
class Settings:
    """What can be tuned in every twin; a twin adds its own whole numbers in a subclass."""

    clock_offset_ms: int = 0
    fault_seed: int = 0
    late_answer_ms: int = 20_000
    reorder_ms: int = 4000
    webhook_retry_ms: int = 300_000
    picture_from: str = ""
    picture_to: str = ""


S_co = TypeVar("S_co", bound=Settings, covariant=True)


@dataclass(frozen=True)
class Books(Generic[S_co]):
    """Everything one request may read and write."""

    db: sqlite3.Connection
    now_ms: int
    seed: int
    settings: S_co
    switches: Switches
    struck: list[Fault]

    def strikes(self, fault: Fault) -> bool:
        """Say whether the fault strikes now; the same seed and the same questions give the same answers."""
        switch = self.switches.get(fault)
        if switch is None or switch.times == 0:
            return False
        switch.asked += 1
        draw = sha256(f"{self.seed}:{self.settings.fault_seed}:{fault}:{switch.asked}".encode()).digest()
        if int.from_bytes(draw[:4], "big") % 100 >= switch.percent:
            return False
        switch.fired += 1
        if switch.times is not None:
            switch.times -= 1
        self.struck.append(fault)
        return True

    def refuse_while_out(self) -> None:
        """Raise Refusal 503 while the whole service is out, whoever asks and whatever for."""
        if self.strikes(Fault.OUTAGE):
            raise Refusal(503, "ServiceUnavailable", "The service is not available at the moment.")

    def digest(self, text: str) -> str:
        """Return hexadecimal digits that only this twin can compute."""
        return sha256(f"{self.seed}|{text}".encode()).hexdigest()

    def after_write(self, answer: Answer, broken: Answer) -> Answer:
        """Return what the caller hears of a write that took effect: the truth, an error, or the truth too late."""
        if self.strikes(Fault.ERROR_AFTER_WRITE):
            return broken
        if self.strikes(Fault.LATE_ANSWER):
            return replace(answer, delay_ms=self.settings.late_answer_ms)
        return answer


def load_settings(db: sqlite3.Connection, kind: type[S_co]) -> S_co:
    """Return the settings: defaults, and what was stored over them."""
    stored = read_settings(db)
    known = {spec.name: stored[spec.name] for spec in fields(kind) if spec.name in stored}
    values: dict[str, Any] = {name: text if name.startswith("picture") else int(text) for name, text in known.items()}
    return kind(**values)


def _setting_text(kind: type[Settings], name: str, value: object) -> str:
    if name not in {spec.name for spec in fields(kind)}:
        raise Refusal(400, "unknown_setting", f"There is no setting named {name}.")
    if name.startswith("picture"):
        if not isinstance(value, str) or len(value) > 300:
            raise Refusal(400, "invalid", f"{name} must be a text of at most 300 characters.")
        return value
    least = -LARGEST_SETTING if name in MAY_BE_NEGATIVE else 0
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST_SETTING:
        raise Refusal(400, "invalid", f"{name} must be a whole number from {least} to {LARGEST_SETTING}.")
    return str(value)


def change_settings(db: sqlite3.Connection, kind: type[Settings], changes: Mapping[str, object]) -> None:
    """Store settings. Raises Refusal 400 for an unknown name or a value out of range."""
    for name, value in changes.items():
        write_setting(db, name, _setting_text(kind, name, value))
