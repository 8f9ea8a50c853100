"""From what was received to what may be sold there now: each step with its cause."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from arasta.contexts.inventory.domain import availability as rule
from arasta.contexts.inventory.domain.kits import makeable
from arasta.contexts.inventory.queries import availability, kits, stock
from arasta.contexts.inventory.types import Level, Recipe, RuleKind
from arasta.kernel import db
from arasta.kernel.errors import Missing, gettext_noop


class UnknownSku(Missing):
    code = "unknown_sku"
    template = gettext_noop("There is no SKU or GTIN “%(sku)s”.")


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason inside a step: so many, because of this order, cart, hold, channel or person's word."""

    quantity: int
    kind: str
    reference: str
    at: str = ""
    order_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the chain: `code` names it, `quantity` is its sign and size, `total` the running sum after it."""

    code: str
    quantity: int
    total: int
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class LocationChain:
    """The chain at one location, from the first receipt to what is sellable."""

    location_id: UUID
    level: Level
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The chains of all locations, their pool, and what the channel is shown of it.

    A kit's chains say how many each component makes; `recipe` is what it consists of.
    """

    variant_id: UUID
    chains: tuple[LocationChain, ...]
    pool: int
    rules: dict[RuleKind, int] = field(default_factory=dict)
    offered: int = 0
    recipe: Recipe = ()


_SUMS = """
SELECT kind, sum(quantity)::int, count(*)::int, max(occurred_at)::text FROM inventory_movement
WHERE variant_id = %s AND location_id = %s GROUP BY kind
"""

_PROMISED = """
SELECT quantity - shipped - released, order_id, created_at::text FROM inventory_allocation
WHERE variant_id = %s AND location_id = %s AND quantity > shipped + released ORDER BY created_at DESC LIMIT 50
"""

_HELD = """
SELECT r.quantity, r.cart_id::text, r.expires_at::text, CASE WHEN h.id IS NULL THEN 'cart' ELSE 'hold' END, h.reference
FROM inventory_reservation r LEFT JOIN inventory_hold h ON h.id = r.cart_id
WHERE r.variant_id = %s AND r.location_id = %s AND r.status = 'held' AND r.expires_at > clock_timestamp()
ORDER BY r.expires_at
"""

_FENCED = """
SELECT quantity, channel_id::text FROM inventory_fence
WHERE variant_id = %s AND location_id = %s AND channel_id <> %s AND quantity > 0
"""

_SIGNS = {
    "received": 1, "arrived": 1, "returned": 1, "adjusted_up": 1, "adjusted_down": -1, "transferred_in": 1,
    "transferred_out": -1, "shipped": -1,
}  # fmt: skip
_NOBODY = UUID(int=0)


def explain(variant_id: UUID, *, location_ids: list[UUID], channel_id: UUID | None = None) -> Explanation:
    """Explain a variant's number at locations, as a channel sees it where one is given."""
    recipe = kits.recipes([variant_id]).get(variant_id)
    if recipe:
        return _explain_kit(variant_id, recipe, location_ids, channel_id)
    levels = availability.sellable([variant_id], channel_id=channel_id or _NOBODY, location_ids=location_ids)
    if channel_id is None:
        levels = stock.levels([variant_id])
    by_location = {level.location_id: level for level in levels}
    chains = tuple(
        LocationChain(key, by_location[key], _steps(by_location[key], channel_id))
        for key in location_ids
        if key in by_location
    )
    pool = sum(chain.steps[-1].total for chain in chains)
    rules = availability.rules_of([variant_id], channel_id=channel_id).get(variant_id, {}) if channel_id else {}
    return Explanation(variant_id, chains, pool, rules, rule.offered(pool, rules))


def _explain_kit(kit: UUID, recipe: Recipe, location_ids: list[UUID], channel_id: UUID | None) -> Explanation:
    """Say for each location how many kits each component makes there; the scarcest decides."""
    there: dict[UUID, dict[UUID, int]] = {key: {} for key in location_ids}
    components = [component for component, _ in recipe]
    for level in availability.sellable(components, channel_id=channel_id or _NOBODY, location_ids=location_ids):
        there[level.location_id][level.variant_id] = level.sellable
    chains = []
    for location, units in there.items():
        if not units:
            continue
        causes = tuple(
            Cause(units.get(component, 0) // quantity, "component", str(component)) for component, quantity in recipe
        )
        made = makeable(recipe, units)
        steps = (Step("components", made, made, causes), Step("sellable", 0, made))
        chains.append(LocationChain(location, Level(kit, location, on_hand=made), steps))
    pool = sum(chain.steps[-1].total for chain in chains)
    rules = availability.rules_of([kit], channel_id=channel_id).get(kit, {}) if channel_id else {}
    return Explanation(kit, tuple(chains), pool, rules, rule.offered(pool, rules), recipe)


def _steps(level: Level, channel_id: UUID | None) -> tuple[Step, ...]:
    key = [level.variant_id, level.location_id]
    steps: list[Step] = []
    sums = {row[0]: row for row in db.rows(_SUMS, key)}
    for kind, sign in _SIGNS.items():
        if kind in sums:
            _, quantity, count, at = sums[kind]
            _add(steps, kind, sign * quantity, (Cause(sign * quantity, "movements", str(count), at),))
    _add(steps, "on_hand", 0, ())
    for code, quantity, causes in _taken_off(level, key, channel_id):
        if quantity:
            _add(steps, code, quantity, causes)
    _add(steps, "sellable", max(0, -_total(steps)), ())
    return tuple(steps)


def _taken_off(level: Level, key: list[UUID], channel_id: UUID | None) -> list[tuple[str, int, tuple[Cause, ...]]]:
    """Return what lies there but may not be sold, with why."""
    promised = tuple(Cause(-row[0], "order", "", row[2], row[1]) for row in db.rows(_PROMISED, key))
    held = tuple(Cause(-row[0], row[3], row[4] or row[1], row[2]) for row in db.rows(_HELD, key))
    fences = db.rows(_FENCED, [*key, channel_id]) if channel_id is not None else []
    fenced = tuple(Cause(-row[0], "channel", row[1]) for row in fences)
    return [
        ("unavailable", -level.unavailable, ()),
        ("committed", -level.committed, promised),
        ("reserved", sum(cause.quantity for cause in held), held),
        ("safety_stock", -level.safety_stock, ()),
        ("fenced", sum(cause.quantity for cause in fenced), fenced),
    ]


def _add(steps: list[Step], code: str, quantity: int, causes: tuple[Cause, ...]) -> None:
    steps.append(Step(code, quantity, _total(steps) + quantity, causes))


def _total(steps: list[Step]) -> int:
    return steps[-1].total if steps else 0
