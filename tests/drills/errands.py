"""What clients come for: each errand yields requests and is given their final answers."""

from __future__ import annotations

from collections.abc import Generator
from random import Random  # noqa: TID251 - a drill draws from a seed that it prints

from tests.drills.company import SCARCE, skus
from tests.drills.history import Wish
from tests.drills.line import Answer, Ask

Errand = Generator[Ask, Answer, None]

ADDRESS = {"name": "Ayşe Yılmaz", "line1": "Moda Cad. 12", "city": "Istanbul", "country": "TR"}
RECORDED = {"provider": "recorded", "token": "drill"}
CARD = {"provider": "testpay", "token": "tok_approve"}
SCARCE_SHARE = 0.3
WALKS_AWAY = 0.25


def wish_of(chance: Random, name: str, *, scarce: float = SCARCE_SHARE) -> Wish:
    """Draw one to three SKUs, one to three of each; now and then something scarce."""
    known = skus()
    pools = [known[:SCARCE] if chance.random() < scarce else known[SCARCE:] for _ in range(chance.randint(1, 3))]
    return Wish(name, {chance.choice(pool): chance.randint(1, 3) for pool in pools})


def key_of(chance: Random) -> str:
    """Draw an idempotency key."""
    return f"{chance.getrandbits(128):032x}"


def one_call(wish: Wish, chance: Random) -> Errand:
    """Place a whole order with one call, paid elsewhere."""
    body = {
        "channel": "web",
        "email": wish.name,
        "language": "en",
        "lines": _lines(wish),
        "delivery": "delivery",
        "delivery_method": "standard",
        "address": ADDRESS,
        "payment": RECORDED,
        "external_id": wish.name,
    }
    yield Ask("POST", "/orders", body, key_of(chance), wish=wish.name)


def with_hold(wish: Wish, chance: Random) -> Errand:
    """Fill a cart, hold its units, then order; some walk away, and their hold has to end by itself."""
    cart = yield from _cart(wish, chance)
    if cart is None:
        return
    held = yield Ask("POST", f"/carts/{cart}/hold", None, key_of(chance))
    if held.status == 200 and chance.random() >= WALKS_AWAY:
        yield Ask("POST", f"/carts/{cart}/order", RECORDED, key_of(chance), wish=wish.name)


def by_card(wish: Wish, chance: Random) -> Errand:
    """Fill a cart and pay it at the provider, over the network."""
    cart = yield from _cart(wish, chance)
    if cart is not None:
        yield Ask("POST", f"/carts/{cart}/order", CARD, key_of(chance), wish=wish.name)


def receive(reference: str, sku: str, units: int, chance: Random) -> Errand:
    """Take goods in at the depot."""
    body = {"reference": reference, "lines": [{"sku": sku, "location": "DEPOT", "quantity": units}]}
    yield Ask("POST", "/stock/receipts", body, key_of(chance), receipt=reference)


def _cart(wish: Wish, chance: Random) -> Generator[Ask, Answer, str | None]:
    opened = yield Ask("POST", "/carts", {"channel": "web", "lines": _lines(wish)}, key_of(chance))
    if opened.status != 201:
        return None
    cart = str(opened.body["id"])
    checkout = {"email": wish.name, "delivery": "delivery", "delivery_method": "standard", "address": ADDRESS}
    done = yield Ask("PUT", f"/carts/{cart}/checkout", checkout, key_of(chance))
    return cart if done.status == 200 else None


def _lines(wish: Wish) -> list[dict[str, object]]:
    return [{"sku": sku, "quantity": quantity} for sku, quantity in wish.lines.items()]
