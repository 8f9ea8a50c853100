"""Land a chunk of goods: products, then prices, then counts, in one transaction of the caller's.

What is faulty in the chunk is left out and told by its line; the rest lands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.services import products
from arasta.contexts.catalog.types.inputs import Fact, SoundProducts
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.imports.types import LineFault, Tally
from arasta.contexts.inventory.services import counts
from arasta.contexts.inventory.services.counts import Count, Refused
from arasta.contexts.pricing.services import prices
from arasta.contexts.pricing.types import PriceInput
from arasta.flows.stocking.import_columns import Layout
from arasta.flows.stocking.import_parcels import Asked, Parcel
from arasta.kernel.access import Actor

_OF_COLUMN = {
    "category": Fact.CATEGORY,
    "brand": Fact.BRAND,
    "tax_class": Fact.TAX_CLASS,
    "status": Fact.STATUS,
    "gtin": Fact.GTIN,
    "weight_grams": Fact.WEIGHT,
}


@dataclass(frozen=True, slots=True)
class Landing:
    """How chunks of one file land: on whose word, when, why, and what stands already keeps."""

    actor: Actor
    at: datetime
    reason: str
    has_goods: bool
    keep: frozenset[Fact]
    keeps_old_price: bool


@dataclass
class _Outcome:
    """What became of each line."""

    parcel: Parcel
    faults: dict[int, LineFault] = field(default_factory=dict)
    new: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)

    def tally(self) -> tuple[Tally, list[LineFault]]:
        good = {asked.line for asked in self.parcel.asked} - self.faults.keys()
        new, changed = self.new & good, (self.changed - self.new) & good
        counted = Tally(self.parcel.read, len(new), len(changed), len(good) - len(new) - len(changed))
        return counted, [self.faults[line] for line in sorted(self.faults)]


def kept(layout: Layout) -> frozenset[Fact]:
    """Return what goods that stand already keep: all that the file has no column for."""
    missing = {fact for column, fact in _OF_COLUMN.items() if not layout.has(column)}
    if not any(name == "description" for name, _ in layout.spoken):
        missing.add(Fact.DESCRIPTION)
    if not layout.options:
        missing.add(Fact.OPTIONS)
    return frozenset({*missing, Fact.FEATURED, Fact.VARIANT_STATUS, Fact.POSITION})


def land(parcel: Parcel, landing: Landing) -> tuple[Tally, list[LineFault]]:
    """Save what a chunk brings; return what became of its lines."""
    outcome = _Outcome(parcel, {fault.line: fault for fault in parcel.faults})
    ids = _land_goods(parcel, landing, outcome) if landing.has_goods else _standing(parcel, outcome)
    _land_prices([asked for asked in parcel.asked if asked.price is not None], ids, landing, outcome)
    _land_counts([asked for asked in parcel.asked if asked.location_id], ids, landing, outcome)
    return outcome.tally()


def _standing(parcel: Parcel, outcome: _Outcome) -> Mapping[str, UUID]:
    ids = variants.variant_ids_by_sku([asked.sku for asked in parcel.asked])
    for asked in parcel.asked:
        if asked.sku not in ids:
            outcome.faults[asked.line] = LineFault(asked.line, "sku", asked.sku, UnknownSku(sku=asked.sku[:100]))
    return ids


def _land_goods(parcel: Parcel, landing: Landing, outcome: _Outcome) -> Mapping[str, UUID]:
    done = products.save_sound_products(parcel.products, keep=landing.keep, actor=landing.actor)
    for fault in done.faults:
        lines = parcel.lines[fault.product]
        for at, line in enumerate(lines):
            if fault.variant in {None, at}:
                sku = parcel.products[fault.product].variants[at].sku
                column = _column(fault.error.code)
                value = str(fault.error.details.get(column, sku))
                outcome.faults[line] = LineFault(line, column, value, fault.error)
    refused = {parcel.products[f.product].variants[f.variant].sku: f for f in done.faults if f.variant is not None}
    for asked in parcel.asked:
        if asked.sku not in done.saved.variants and asked.line not in outcome.faults and asked.sku in refused:
            outcome.faults[asked.line] = LineFault(asked.line, "sku", asked.sku, refused[asked.sku].error)
    _mark(parcel, done, outcome)
    return done.saved.variants


def _mark(parcel: Parcel, done: SoundProducts, outcome: _Outcome) -> None:
    """Note which lines brought something new or altered; a change of the product itself counts on its first line."""
    for product, lines in zip(parcel.products, parcel.lines, strict=True):
        if lines and done.saved.products.get(product.handle) in done.changed:
            outcome.changed.add(lines[0])
        for variant, line in zip(product.variants, lines, strict=True):
            key = done.saved.variants.get(variant.sku)
            if key in done.new:
                outcome.new.add(line)
            elif key in done.changed:
                outcome.changed.add(line)


def _land_prices(wanted: Sequence[Asked], ids: Mapping[str, UUID], landing: Landing, outcome: _Outcome) -> None:
    sound = [asked for asked in wanted if asked.sku in ids and asked.line not in outcome.faults]
    if not sound:
        return
    done = prices.set_sound_prices(
        [
            PriceInput(
                price_list=asked.price_list, variant_id=ids[asked.sku], price=asked.price, compare_at=asked.old_price
            )
            for asked in sound
        ],
        now=landing.at,
        actor=landing.actor,
        keep_compare_at=landing.keeps_old_price,
    )
    for fault in done.faults:
        asked = sound[fault.place]
        outcome.faults[asked.line] = LineFault(
            asked.line, "price", str(asked.price and asked.price.amount), fault.error
        )
    outcome.changed.update(asked.line for asked in sound if ids[asked.sku] in done.changed)


def _land_counts(wanted: Sequence[Asked], ids: Mapping[str, UUID], landing: Landing, outcome: _Outcome) -> None:
    sound = [
        (asked, asked.location_id)
        for asked in wanted
        if asked.location_id and asked.sku in ids and asked.line not in outcome.faults
    ]
    if not sound:
        return
    items = [Count(ids[asked.sku], place, on_hand=asked.on_hand) for asked, place in sound]
    answers = counts.count(items, reason=landing.reason, actor=landing.actor, overwrite=True)
    for (asked, _), answer in zip(sound, answers, strict=True):
        if isinstance(answer, Refused):
            outcome.faults[asked.line] = LineFault(asked.line, "on_hand", str(asked.on_hand), answer.error)
        elif answer.on_hand != answer.was:
            outcome.changed.add(asked.line)


def _column(code: str) -> str:
    """Name the column that a refusal of the catalog is about."""
    return _COLUMNS.get(code, "sku")


_COLUMNS = {
    "invalid_gtin": "gtin",
    "gtin_taken": "gtin",
    "invalid_weight": "weight_grams",
    "invalid_text": "title",
    "invalid_code": "product",
    "unknown_category": "category",
    "unknown_brand": "brand",
    "unknown_option": "option",
    "unknown_option_value": "option",
    "options_differ": "option",
    "variants_alike": "option",
}
