"""The back office's navigation: every context registers its own pages at start."""

from __future__ import annotations

from dataclasses import dataclass

from arasta.kernel.access import Actor


@dataclass(frozen=True)
class Entry:
    """A page in the navigation: section and label are translatable sentences, `url_name` a named address."""

    section: str
    label: str
    icon: str
    url_name: str
    permission: str
    position: int = 50


SECTIONS = ("Sell", "Stock", "Catalog", "Channels", "Settings")
_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add a page; called once at start, in an app's `ready`."""
    _entries.append(entry)


def entries_for(actor: Actor) -> list[tuple[str, list[Entry]]]:
    """Return the sections with the pages the actor may open."""
    allowed = sorted((entry for entry in _entries if actor.may(entry.permission)), key=lambda entry: entry.position)
    sections = [(section, [entry for entry in allowed if entry.section == section]) for section in SECTIONS]
    return [(section, entries) for section, entries in sections if entries]
