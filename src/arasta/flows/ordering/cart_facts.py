"""What must be known to price carts, gathered for all of them with a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from arasta.contexts.catalog.queries import assortment, selling
from arasta.contexts.catalog.queries.selling import SoldVariant
from arasta.contexts.channels.types import ServedChannel
from arasta.contexts.fulfillment.types import DeliveryMethodRow
from arasta.contexts.inventory.queries import availability, stock
from arasta.contexts.inventory.queries.promises import Quote
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.types import DeliveryKind
from arasta.contexts.pricing.queries import prices as pricing
from arasta.contexts.pricing.types import PriceRow
from arasta.flows.ordering.choose_later import quotes_of, with_brought
from arasta.flows.ordering.choose_places import Demand
from arasta.flows.ordering.own_carts import own_carts
from arasta.flows.ordering.standing import Standing
from arasta.kernel.calendar import day_of

STANDARD_CLASS = "standard"


@dataclass(frozen=True, slots=True)
class CartFacts:
    """All that is known of the carts' variants and channels. `offered`, and of what is short `later`: by (cart, variant).

    `outside`: by channel, the variants that its range leaves out.
    """

    served: Mapping[UUID, ServedChannel]
    sold: Mapping[tuple[UUID, str], SoldVariant]
    prices: Mapping[tuple[UUID, str, UUID, int], PriceRow]
    rates: dict[tuple[str, str], Decimal]
    methods: Mapping[str, DeliveryMethodRow]
    offered: Mapping[tuple[UUID, UUID], int]
    later: Mapping[tuple[UUID, UUID], Quote]
    holds: Mapping[UUID, datetime]
    outside: Mapping[UUID, frozenset[UUID]]


def cart_facts(
    carts: Sequence[CartRow],
    *,
    at: datetime,
    shows_stock: bool,
    standing: Standing,
    sold: Mapping[tuple[UUID, str], SoldVariant] | None,
) -> CartFacts:
    """Gather what pricing needs; `sold` is what the caller knows already."""
    holds = stock.holds_of([cart.id for cart in carts]) if shows_stock else {}
    known = standing.channels_by_id({cart.channel_id for cart in carts})
    offered = _offered(carts, known, holds) if shows_stock else {}
    variants = sold or _sold(carts)
    facts = CartFacts(
        served=known,
        sold=variants,
        prices=_prices(carts, at),
        rates={},
        methods=standing.methods({cart.delivery_method for cart in carts} - {""}),
        offered=offered,
        later=_later(carts, known, offered) if shows_stock else {},
        holds=holds,
        outside=_outside(known, variants),
    )
    facts.rates.update(_rates(carts, facts, standing, at))
    return facts


def _sold(carts: Iterable[CartRow]) -> dict[tuple[UUID, str], SoldVariant]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for cart in carts:
        wanted[cart.language].update(line.variant_id for line in cart.lines)
    return {
        (key, language): variant
        for language, ids in wanted.items()
        if ids
        for key, variant in selling.sold_variants(ids, language=language).items()
    }


def _outside(
    served: Mapping[UUID, ServedChannel], sold: Mapping[tuple[UUID, str], SoldVariant]
) -> dict[UUID, frozenset[UUID]]:
    """Return what channels do not sell; those that sell everything are not asked about."""
    found = {}
    for key, one in served.items():
        if one.channel.sold_categories:
            inside = assortment.within({v.product_id for v in sold.values()}, categories=one.channel.sold_categories)
            found[key] = frozenset(v.id for v in sold.values() if v.product_id not in inside)
    return found


def _prices(carts: Iterable[CartRow], at: datetime) -> dict[tuple[UUID, str, UUID, int], PriceRow]:
    """Return unit prices by (channel, currency, variant, quantity)."""
    wanted: dict[tuple[UUID, str], set[tuple[UUID, int]]] = defaultdict(set)
    for cart in carts:
        wanted[cart.channel_id, cart.currency].update((line.variant_id, line.quantity) for line in cart.lines)
    return {
        (channel, currency, *pair): row
        for (channel, currency), pairs in wanted.items()
        if pairs
        for pair, row in pricing.unit_prices(pairs, channel_id=channel, currency=currency, at=at).items()
    }


def _rates(
    carts: Iterable[CartRow], facts: CartFacts, standing: Standing, at: datetime
) -> dict[tuple[str, str], Decimal]:
    """Return tax rates by (country, tax class); the standard one is asked for too where something is to be sent."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for cart in carts:
        known = (facts.sold.get((line.variant_id, cart.language)) for line in cart.lines)
        country = facts.served[cart.channel_id].channel.country
        wanted[country].update(one.tax_class for one in known if one)
        if cart.delivery_method:
            wanted[country].add(STANDARD_CLASS)
    return {
        (country, name): rate
        for country, classes in wanted.items()
        if classes
        for name, rate in standing.rates(classes, country=country, on=day_of(at)).items()
    }


def _later(
    carts: Iterable[CartRow], served: Mapping[UUID, ServedChannel], offered: Mapping[tuple[UUID, UUID], int]
) -> dict[tuple[UUID, UUID], Quote]:
    """Return what may be promised of units that are not there; nobody is asked where all are."""
    found: dict[tuple[UUID, UUID], Quote] = {}
    for cart in carts:
        short = {line.variant_id: line.quantity - offered.get((cart.id, line.variant_id), 0) for line in cart.lines}
        pickup = cart.pickup_location_id if cart.delivery is DeliveryKind.PICKUP else None
        lacking = {variant: units for variant, units in short.items() if units > 0}
        demand = Demand(served[cart.channel_id], (), pickup)
        quotes = quotes_of(with_brought(demand), lacking) if lacking else {}
        found.update(((cart.id, variant), quote) for variant, quote in quotes.items())
    return found


def _offered(
    carts: Iterable[CartRow], served: Mapping[UUID, ServedChannel], holds: Collection[UUID]
) -> dict[tuple[UUID, UUID], int]:
    """Return what each cart's channel may sell of its variants; the cart's own hold counts as free to it.

    Carts that hold nothing are asked for together, those of one channel with one read.
    """
    alone = [cart for cart in carts if cart.lines and cart.id in holds]
    together: dict[UUID, list[CartRow]] = defaultdict(list)
    for cart in carts:
        if cart.lines and cart.id not in holds:
            together[cart.channel_id].append(cart)
    found: dict[tuple[UUID, UUID], int] = {}
    for members in (*([cart] for cart in alone), *together.values()):
        offers = availability.offered(
            list({line.variant_id for cart in members for line in cart.lines}),
            channel_id=members[0].channel_id,
            location_ids=[place.location_id for place in served[members[0].channel_id].places],
            cart_id=members[0].id,
        )
        found.update(
            ((cart.id, line.variant_id), offers[line.variant_id].total) for cart in members for line in cart.lines
        )
    for cart in carts:
        is_short = any(line.quantity > found[cart.id, line.variant_id] for line in cart.lines)
        if is_short and (others := own_carts(cart)):
            found.update(_with_own(cart, served[cart.channel_id], others))
    return found


def _with_own(cart: CartRow, served: ServedChannel, others: Sequence[UUID]) -> dict[tuple[UUID, UUID], int]:
    """Return what a cart may be sold if what its customer's other carts hold is free to it."""
    offers = availability.offered(
        [line.variant_id for line in cart.lines],
        channel_id=cart.channel_id,
        location_ids=[place.location_id for place in served.places],
        cart_id=cart.id,
        own_carts=others,
    )
    return {(cart.id, variant): offer.total for variant, offer in offers.items()}
