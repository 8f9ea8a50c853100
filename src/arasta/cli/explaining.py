"""`arasta explain`: the chain from what was received to what may be sold, each step with its cause."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.inventory.queries import explain as chain
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.explain import Explanation, LocationChain, Step
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.orders.queries import orders
from arasta.kernel.errors import DomainError

console = Console()

WORDS = {
    "received": "received from suppliers", "returned": "returned by customers", "adjusted_up": "found when counting",
    "adjusted_down": "missing when counting", "transferred_in": "came from other locations",
    "transferred_out": "went to other locations", "shipped": "left with customers", "on_hand": "on hand",
    "unavailable": "damaged or in quarantine", "committed": "promised to orders", "reserved": "held by carts",
    "safety_stock": "safety stock, kept from online sale", "fenced": "kept for other channels", "sellable": "may be sold here",
    "arrived": "came as announced", "components": "kits that the components make",
}  # fmt: skip


def explain(sku: str, *, at: str | None, channel: str | None, language: str) -> int:
    """Print the explanation; return 1 with a sentence if something is unknown."""
    try:
        variant = _variant(sku, language)
        seen_by = channels.channel(channel) if channel else None
        places = _places(at, seen_by, language)
    except DomainError as refusal:
        console.print(f"[red]{escape(str(refusal))}[/red]")
        return 1
    told = chain.explain(variant.id, location_ids=list(places), channel_id=seen_by.id if seen_by else None)
    console.print(f"[bold]{escape(variant.title)}[/bold] {escape(variant.options_text)}  [dim]{variant.sku}[/dim]")
    if not told.chains:
        console.print("Nothing was ever received there.")
    names = _names(told, language)
    for one in told.chains:
        _print_chain(one, places[one.location_id], names)
    _print_sum(told, seen_by)
    return 0


def _variant(sku: str, language: str) -> VariantRow:
    found = variants.variants_by_sku([sku], language=language) or variants.variants_by_gtin([sku], language=language)
    if not found:
        raise chain.UnknownSku(sku=sku)
    return next(iter(found.values()))


def _places(at: str | None, channel: Channel | None, language: str) -> dict[UUID, LocationRow]:
    known = locations.by_id(language=language)
    if at:
        chosen = locations.by_code(at, language=language)
        return {chosen.id: chosen}
    if channel:
        return {place.location_id: known[place.location_id] for place in channels.locations_of(channel.id)}
    return known


def _names(told: Explanation, language: str) -> dict[UUID, str]:
    """Return the numbers of the orders and the SKUs of the components that the causes speak of."""
    parts = [component for component, _ in told.recipe]
    skus = {key: row.sku for key, row in variants.variants(parts, language=language).items()} if parts else {}
    ids = {cause.order_id for one in told.chains for step in one.steps for cause in step.causes if cause.order_id}
    return {**skus, **{key: row.number for key, row in orders.rows_of(list(ids)).items()}}


def _print_chain(one: LocationChain, place: LocationRow, names: Mapping[UUID, str]) -> None:
    table = Table(title=f"{place.name} ({place.code})", title_justify="left", box=None, pad_edge=False)
    table.add_column("step")
    table.add_column("units", justify="right")
    table.add_column("left", justify="right")
    table.add_column("because")
    for step in one.steps:
        strong = step.code in {"on_hand", "sellable"}
        units = "" if strong else f"{step.quantity:+d}"
        style = "bold" if strong else ""
        table.add_row(WORDS[step.code], units, str(step.total), _because(step, names), style=style)
    console.print(table)


def _because(step: Step, names: Mapping[UUID, str]) -> str:
    parts = []
    for cause in step.causes[:5]:
        if cause.order_id:
            parts.append(f"order {names.get(cause.order_id, '?')}")
        elif cause.kind == "cart":
            parts.append(f"cart …{cause.reference[-6:]} until {cause.at[11:16]}")
        elif cause.kind == "hold":
            parts.append(f"hold “{cause.reference}” until {cause.at[11:16]}")
        elif cause.kind == "movements":
            word = "movement" if str(cause.reference) == "1" else "movements"
            parts.append(f"{cause.reference} {word}, last {cause.at[:16]}")
        elif cause.kind == "component":
            parts.append(f"{names.get(UUID(cause.reference), '?')} for {cause.quantity}")
        elif cause.kind == "channel":
            parts.append("ring-fence")
    more = len(step.causes) - len(parts)
    return ", ".join(parts) + (f" and {more} more" if more > 0 else "")


def _print_sum(told: Explanation, channel: Channel | None) -> None:
    if channel is None:
        console.print(f"[bold]{told.pool}[/bold] may be sold in all.")
        return
    for kind, value in told.rules.items():
        console.print(f"{kind}: {value}{' %' if kind == 'share' else ''}")
    console.print(f"[bold]{told.offered}[/bold] of {told.pool} offered on {escape(channel.name)}.")
