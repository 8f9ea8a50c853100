"""Panels: parts of a detail page that other contexts fill. The page offers a slot, the panel is fetched by htmx."""

from __future__ import annotations

from dataclasses import dataclass

from arasta.kernel.access import Actor


@dataclass(frozen=True)
class Panel:
    """A panel in a slot ("order", "product"): its address takes the id of the page's subject as `key`."""

    slot: str
    url_name: str
    permission: str
    position: int = 50


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Offer a panel; called once at start, in an app's `ready`."""
    _panels.append(panel)


def panels_for(slot: str, actor: Actor) -> list[Panel]:
    """Return the slot's panels that the actor may see, in order."""
    return sorted((p for p in _panels if p.slot == slot and actor.may(p.permission)), key=lambda p: p.position)
