"""Lots and numbered units in the back office: lists, recall, look-up, receiving, picking."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.identity.types import Role
from arasta.contexts.inventory.queries import lots, serials, stock
from arasta.contexts.inventory.services import expiry, levels, supplies, tracking, transfers
from arasta.contexts.inventory.services.supplies import SupplyInput
from arasta.contexts.inventory.services.tracking import TrackingInput
from arasta.contexts.inventory.types import SerialStatus, StockLine, Traced, TrackingMode
from arasta.contexts.orders.types import DeliveryKind
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests import makers
from tests.contexts.inventory.tracing import Shelf, day, lots_at
from tests.surfaces.backoffice.making import Waiting, come_in, make_promised, make_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def oil() -> Waiting:
    """Two units are promised; there are five of a lot that expires soon and four of one that does not."""
    waiting = make_waiting(units=2, stock=5)
    tracking.track(TrackingInput(waiting.variant, TrackingMode.LOT, 2, "OLD", day(5)), actor=SYSTEM)
    receive(waiting, Traced("NEW", 4, day(90)))
    return waiting


@pytest.fixture
def watch() -> Waiting:
    """A numbered unit is promised to somebody who fetches it."""
    place, variant, channel = makers.make_location(), makers.make_variant(), makers.make_channel()
    tracking.track(TrackingInput(variant, TrackingMode.SERIAL), actor=SYSTEM)
    line = StockLine(variant, place, 1, traced=(Traced("W0"),))
    levels.receive([line], reference="delivery", actor=SYSTEM)
    waiting = make_promised(variant, place, channel, delivery=DeliveryKind.PICKUP)
    accept(waiting)
    requests.mark_ready([waiting.asked.id], at=makers.DAY, actor=SYSTEM)
    return waiting


def receive(waiting: Waiting, *traced: Traced) -> None:
    units = sum(one.quantity for one in traced)
    line = StockLine(waiting.variant, waiting.place, units, traced=traced)
    levels.receive([line], reference="delivery", actor=SYSTEM)


def shelf(waiting: Waiting) -> Shelf:
    return waiting.variant, waiting.place, makers.some_id()


def codes(client: Client, query: str) -> list[str]:
    answer = client.get(f"/office/lots{query}")
    assert answer.status_code == 200
    return [one["row"].code for one in answer.context["rows"]]


def lot_url(waiting: Waiting, code: str) -> str:
    return f"/office/lots/{to_public('lot', lots.lot(waiting.variant, code).id)}"


def act(client: Client, waiting: Waiting, name: str, **given: str) -> tuple[int, str]:
    answer = client.post(f"{waiting.stock_url}/{waiting.place_key}/{name}", given)
    return answer.status_code, answer.content.decode()


def ship(client: Client, waiting: Waiting, **given: str) -> tuple[int, str]:
    answer = client.post(f"{waiting.asked_url}/ship", {"carrier": "Aras Kargo", **given})
    return answer.status_code, answer.content.decode()


def accept(waiting: Waiting) -> None:
    requests.accept([waiting.asked.id], at=makers.DAY, actor=SYSTEM)


def fields(client: Client, waiting: Waiting) -> list[str]:
    """Return the names of the inputs that ask for lots or numbers."""
    page = client.get(f"{waiting.asked_url}/actions").content.decode()
    return re.findall(r'name="(named-[^"]+)"', page)


def test_lots_are_listed_by_what_expires_first(client: Client, oil: Waiting) -> None:
    come_in(client)
    levels.block([StockLine(oil.variant, oil.place, 1, traced=(Traced("NEW", 1),))], reason="wet", actor=SYSTEM)

    assert codes(client, "") == ["OLD", "NEW"]
    assert codes(client, "?view=soon") == ["OLD"]
    assert codes(client, "?view=blocked") == ["NEW"]
    assert codes(client, f"?location={to_public('loc', makers.make_location())}") == []
    assert codes(client, "?q=nothing-of-ours") == []


def test_a_lots_code_leads_to_it(client: Client, oil: Waiting) -> None:
    come_in(client)

    answer = client.get("/office/lots?q=OLD")

    assert (answer.status_code, answer.headers["Location"]) == (302, lot_url(oil, "OLD"))


def test_a_recall_finds_the_orders(client: Client, oil: Waiting) -> None:
    come_in(client)
    accept(oil)
    ship(client, oil)

    page = client.get(lot_url(oil, "OLD"))

    assert [(order.number, units) for _, order, units in page.context["orders"]] == [(oil.order.number, 2)]
    assert "2 units left with customers" in page.content.decode()
    assert "OLD" in client.get(f"{oil.order_url}/lots").content.decode()


def test_a_wrong_date_is_put_right_by_who_may(client: Client, oil: Waiting) -> None:
    url, right = lot_url(oil, "OLD"), day(30)
    come_in(client, Role.PICKER)
    refused = client.post(url, {"expires_on": right.isoformat()})
    come_in(client)
    typo = client.post(url, {"expires_on": "soon"})
    done = client.post(url, {"expires_on": right.isoformat()})

    assert [one.status_code for one in (refused, typo, done)] == [403, 422, 302]
    assert lots.lot(oil.variant, "OLD").expires_on == right


def test_how_a_product_is_kept_is_said_on_its_own_page(client: Client) -> None:
    come_in(client)
    waiting = make_waiting()
    url = f"{waiting.stock_url}/tracking"

    unnamed = client.post(url, {"mode": "lot", "stop_days": "3"})
    numbered = client.post(url, {"mode": "serial", "stop_days": "0"})
    done = client.post(url, {"mode": "lot", "stop_days": "3", "opening_lot": "A", "opening_expires_on": "2030-01-31"})

    assert [one.status_code for one in (unnamed, numbered, done)] == [422, 409, 302]
    assert "5 units are there already" in unnamed.content.decode()
    assert lots_at(shelf(waiting)) == [("A", 5, 0)]
    assert "Kept by lot" in client.get(waiting.stock_url).content.decode()
    assert client.post(url, {"mode": "", "stop_days": "0"}).status_code == 302
    assert lots.tracking([waiting.variant]) == {}


def test_receiving_asks_for_the_lot(client: Client, oil: Waiting) -> None:
    come_in(client)
    given = {"quantity": "3", "reason": "PO 7"}

    unnamed = act(client, oil, "receive", **given)
    known = act(client, oil, "receive", **given, lot="NEW")
    wrong = act(client, oil, "receive", **given, lot="NEW", expires_on="2029-01-31")

    assert [unnamed[0], known[0], wrong[0]] == [422, 302, 409]
    assert "is known with another expiry date" in wrong[1]
    assert lots_at(shelf(oil)) == [("NEW", 7, 0), ("OLD", 5, 0)]


def test_corrections_choose_among_the_lots_that_are_there(client: Client, oil: Waiting) -> None:
    come_in(client)

    done = act(client, oil, "adjust", delta="-1", reason="broken", lot="OLD")
    ghost = act(client, oil, "adjust", delta="-1", reason="broken", lot="GHOST")
    blocked = act(client, oil, "block", quantity="2", reason="wet", lot="NEW")

    assert [done[0], ghost[0], blocked[0]] == [302, 422, 302]
    assert lots_at(shelf(oil)) == [("NEW", 4, 2), ("OLD", 4, 0)]


def test_the_picker_sees_what_to_take_and_may_take_other_lots(client: Client, oil: Waiting) -> None:
    come_in(client)
    accept(oil)
    old, new = fields(client, oil)

    too_few = ship(client, oil, **{old: "1", new: "0"})
    done = ship(client, oil, **{old: "1", new: "1"})

    assert "The lots name 1 units, but 2 move." in too_few[1]
    assert [too_few[0], done[0]] == [422, 302]
    assert lots_at(shelf(oil)) == [("NEW", 3, 0), ("OLD", 4, 0)]


def test_what_may_not_be_sold_any_more_is_not_proposed(client: Client, oil: Waiting) -> None:
    come_in(client)
    accept(oil)
    expiry.correct(lots.lot(oil.variant, "OLD").id, expires_on=day(-1), actor=SYSTEM)

    assert len(fields(client, oil)) == 1
    assert ship(client, oil)[0] == 302
    assert lots_at(shelf(oil)) == [("NEW", 2, 0), ("OLD", 5, 0)]


def test_numbers_are_received_looked_up_and_corrected(client: Client, watch: Waiting) -> None:
    come_in(client)

    too_few = act(client, watch, "receive", quantity="2", reason="PO 7", serials="W1")
    done = act(client, watch, "receive", quantity="2", reason="PO 7", serials="W1\r\nW2, ")
    gone = act(client, watch, "adjust", delta="-1", reason="stolen", serials="W2")
    page = client.get("/office/serial-numbers?q=W2")

    assert [too_few[0], done[0], gone[0]] == [422, 302, 302]
    assert [(one["row"].status, len(one["moves"])) for one in page.context["found"]] == [(SerialStatus.LOST, 2)]
    assert "No unit has this number" in client.get("/office/serial-numbers?q=W9").content.decode()
    assert client.get("/office/serial-numbers").context["found"] == []


def test_a_numbered_unit_leaves_by_its_number(client: Client, watch: Waiting) -> None:
    come_in(client)
    (name,) = fields(client, watch)

    without = client.post(f"{watch.asked_url}/hand-over", {})
    done = client.post(f"{watch.asked_url}/hand-over", {name: "W0"})

    assert "Each unit of this product has a serial number: 1 needed, 0 given." in without.content.decode()
    assert [without.status_code, done.status_code] == [422, 302]
    row = serials.known(watch.variant, "W0")
    assert (row.status, row.order_id) == (SerialStatus.SOLD, watch.order.id)
    assert watch.order.number in client.get("/office/serial-numbers?q=W0").content.decode()


def test_a_transfer_takes_the_lot_and_the_numbers_that_were_chosen(client: Client, oil: Waiting) -> None:
    come_in(client)
    target, watch = makers.make_location(), makers.make_variant()
    tracking.track(TrackingInput(watch, TrackingMode.SERIAL), actor=SYSTEM)
    numbered = StockLine(watch, oil.place, 2, traced=(Traced("W8"), Traced("W9")))
    levels.receive([numbered], reference="delivery", actor=SYSTEM)
    words = [to_public("var", oil.variant), to_public("var", watch)]
    line = client.get(f"/office/transfers/line/{words[0]}", {"source": oil.place_key}).content.decode()

    sent = client.post(
        "/office/transfers/send",
        {
            "source": oil.place_key,
            "target": to_public("loc", target),
            "variant": words,
            "units": ["1", "1"],
            f"named-{words[0]}": "NEW",
            f"named-{words[1]}": "W9",
        },
    )

    assert 'value="NEW"' in line
    assert sent.status_code == 302
    transfers.receive(stock.transfers()[0].id, actor=SYSTEM)
    assert lots.on_hand(oil.variant, target, "NEW") == 1
    there = serials.serial(watch, "W9")
    assert there is not None
    assert there.location_id == target


def test_announced_goods_arrive_in_their_lot(client: Client, oil: Waiting) -> None:
    come_in(client)
    coming = supplies.announce([SupplyInput(oil.variant, oil.place, 3, day(20))], actor=SYSTEM)[0]
    page = f"/office/incoming/{to_public('sup', coming)}"

    nameless = client.post(f"{page}/receive", {"quantity": "3"})
    named = client.post(f"{page}/receive", {"quantity": "3", "lot": "MAY", "expires_on": day(60).isoformat()})

    assert (nameless.status_code, named.status_code) == (422, 302)
    assert lots.on_hand(oil.variant, oil.place, "MAY") == 3
