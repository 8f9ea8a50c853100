"""The back office's navigation and commands: every context registers its own pages at start."""

from __future__ import annotations

from dataclasses import dataclass

from arasta.kernel.access import Actor
from arasta.kernel.errors import gettext_noop


@dataclass(frozen=True)
class Entry:
    """A page in the navigation: section and label are translatable sentences, `url_name` a named address.

    `dock` is a short word for the phone's bottom bar; a page without one is not in it.
    """

    section: str
    label: str
    icon: str
    url_name: str
    permission: str
    position: int = 50
    dock: str = ""


@dataclass(frozen=True)
class Command:
    """Something the palette offers beside the pages; `keywords` are further words that find it, translatable too."""

    label: str
    icon: str
    url_name: str
    permission: str
    keywords: str = ""


HOME = ""
"""The section above all others; it has no title."""

SECTIONS = (
    HOME,
    gettext_noop("Sell"),
    gettext_noop("Stock"),
    gettext_noop("Catalog"),
    gettext_noop("Channels"),
    gettext_noop("Settings"),
)
_entries: list[Entry] = []
_commands: list[Command] = []


def register(entry: Entry) -> None:
    """Add a page; called once at start, in an app's `ready`."""
    _entries.append(entry)


def register_command(command: Command) -> None:
    """Add a command of the palette; called once at start, in an app's `ready`."""
    _commands.append(command)


def entries_for(actor: Actor) -> list[tuple[str, list[Entry]]]:
    """Return the sections with the pages the actor may open."""
    allowed = sorted((entry for entry in _entries if actor.may(entry.permission)), key=lambda entry: entry.position)
    sections = [(section, [entry for entry in allowed if entry.section == section]) for section in SECTIONS]
    return [(section, entries) for section, entries in sections if entries]


def commands_for(actor: Actor) -> list[Command]:
    """Return the commands the actor may run."""
    return [command for command in _commands if actor.may(command.permission)]
