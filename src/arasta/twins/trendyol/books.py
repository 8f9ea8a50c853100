"""The twin's books, open for one transaction: the database, twin time, settings and faults."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import sha256

from arasta.twins.store import read_settings, write_setting
from arasta.twins.trendyol.types import Fault, Settings
from arasta.twins.wire import Refusal

LARGEST_SETTING = 10**12


@dataclass
class Switch:
    """One fault that is on: how often it strikes, and how many times still (None: without end)."""

    percent: int
    times: int | None
    asked: int
    fired: int


@dataclass(frozen=True)
class Books:
    """Everything one request may read and write."""

    db: sqlite3.Connection
    now_ms: int
    seed: int
    settings: Settings
    switches: dict[Fault, Switch]
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

    def digest(self, text: str) -> str:
        """Return hexadecimal digits that only this twin can compute."""
        return sha256(f"{self.seed}|{text}".encode()).hexdigest()


def load_settings(db: sqlite3.Connection) -> Settings:
    """Return the settings: defaults, and what was stored over them."""
    stored = read_settings(db)
    known = {spec.name: stored[spec.name] for spec in fields(Settings) if spec.name in stored}
    return Settings(**{name: text if name.startswith("picture") else int(text) for name, text in known.items()})  # type: ignore[arg-type]


def _setting_text(name: str, value: object) -> str:
    if name not in {spec.name for spec in fields(Settings)}:
        raise Refusal(400, "unknown_setting", f"There is no setting named {name}.")
    if name.startswith("picture"):
        if not isinstance(value, str) or len(value) > 300:
            raise Refusal(400, "invalid", f"{name} must be a text of at most 300 characters.")
        return value
    least = -LARGEST_SETTING if name in {"clock_offset_ms", "fault_seed"} else 0
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST_SETTING:
        raise Refusal(400, "invalid", f"{name} must be a whole number from {least} to {LARGEST_SETTING}.")
    return str(value)


def change_settings(db: sqlite3.Connection, changes: Mapping[str, object]) -> None:
    """Store settings. Raises Refusal 400 for an unknown name or a value out of range."""
    for name, value in changes.items():
        write_setting(db, name, _setting_text(name, value))


def load_switches(db: sqlite3.Connection) -> dict[Fault, Switch]:
    """Return the faults that are on."""
    rows = db.execute("SELECT * FROM fault WHERE percent > 0")
    return {Fault(row["name"]): Switch(row["percent"], row["times"], row["asked"], row["fired"]) for row in rows}


def save_switches(books: Books) -> None:
    """Write back how often each fault was asked and struck."""
    if not books.switches:
        return
    books.db.executemany(
        "UPDATE fault SET times = ?, asked = ?, fired = ? WHERE name = ?",
        [(switch.times, switch.asked, switch.fired, fault.value) for fault, switch in books.switches.items()],
    )


def set_fault(books: Books, fault: Fault, *, percent: int, times: int | None) -> None:
    """Turn one fault on (percent above 0) or off."""
    books.db.execute(
        "INSERT INTO fault (name, percent, times) VALUES (?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET percent = excluded.percent, times = excluded.times",
        (fault.value, percent, times),
    )
    books.switches.pop(fault, None)
    if percent > 0:
        books.switches[fault] = Switch(percent, times, 0, 0)
        row = books.db.execute("SELECT asked, fired FROM fault WHERE name = ?", (fault.value,)).fetchone()
        books.switches[fault].asked, books.switches[fault].fired = row["asked"], row["fired"]


def clear_faults(books: Books) -> None:
    """Turn every fault off and forget how often each struck."""
    books.db.execute("DELETE FROM fault")
    books.switches.clear()
