"""Who may come to the till, and to which register."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import Role
from arasta.contexts.registers import services as registers
from arasta.contexts.registers.types import RegisterRow, RegisterToSave
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from tests import makers
from tests.surfaces.pos.counter import PART, hire, key_of, make_counter, scan, sign_in, stand_at

pytestmark = pytest.mark.django_db
GETS = ["/till/", "/till/find?q=vase", "/till/pay", "/till/today", "/till/registers", "/till/receipts/ord_1"]
POSTS = ["add", "line", "void", "new", "back", "pay/cash", "pay/card", "registers", "leave"]


@pytest.mark.parametrize("path", [*GETS, *(f"/till/{name}" for name in POSTS)])
def test_nobody_is_sent_to_sign_in_and_other_roles_are_refused(path: str) -> None:
    counter = make_counter()
    hire("picker@example.com", role=Role.PICKER, at=counter.store)
    nobody, picker = Client(), sign_in(Client(), "picker@example.com")
    body = {"q": counter.sku, "register": key_of(counter.register)}

    answers = [client.get(path) if path in GETS else client.post(path, body) for client in (nobody, picker)]

    assert answers[0].status_code == 302
    assert answers[0].headers["Location"].startswith("/office/sign-in?next=%2Ftill%2F")
    assert answers[1].status_code == 403
    assert "till.sell" in answers[1].content.decode()
    assert db.rows("SELECT count(*) FROM orders_cart") == [(0,)]


@pytest.mark.parametrize("email", [None, "picker@example.com"])
def test_a_part_of_the_page_leads_strangers_to_the_whole_page(email: str | None) -> None:
    counter = make_counter()
    hire("picker@example.com", role=Role.PICKER)
    client = sign_in(Client(), email) if email else Client()

    answer = client.post("/till/add", {"q": counter.sku}, headers=PART)

    assert (answer.status_code, answer.headers["HX-Redirect"], answer.content) == (204, "/till/", b"")


def test_the_register_is_chosen_first_and_then_remembered() -> None:
    counter = make_counter()
    other_store = makers.make_location("ANKARA")
    makers.make_register(other_store, code="ANKARA-1")
    hire("cem@example.com", at=counter.store)
    client = sign_in(Client(), "cem@example.com")

    first = client.get("/till/")
    offered = [row.code for _, row, _ in client.get("/till/registers").context["rows"]]
    client.post("/till/registers", {"register": key_of(counter.register)})

    assert (first.status_code, first.headers["Location"]) == (302, "/till/registers")
    assert offered == ["KADIKOY-1"]
    assert client.get("/till/").context["desk"].register.code == "KADIKOY-1"


def test_a_part_of_the_page_leads_to_the_choice_of_the_register() -> None:
    counter = make_counter()
    hire("cem@example.com", at=counter.store)
    client = sign_in(Client(), "cem@example.com")

    answer = client.post("/till/add", {"q": counter.sku}, headers=PART)

    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/till/registers")


def test_registers_of_other_locations_unknown_and_resting_ones_are_refused() -> None:
    counter = make_counter()
    foreign = makers.make_register(makers.make_location("ANKARA"), code="ANKARA-1")
    resting = _rest(makers.make_register(counter.store, code="KADIKOY-2"))
    hire("cem@example.com", at=counter.store)
    client = sign_in(Client(), "cem@example.com")

    wanted = [key_of(foreign), to_public("reg", new_id()), "reg_nonsense", key_of(resting)]
    statuses = [client.post("/till/registers", {"register": key}).status_code for key in wanted]

    assert statuses == [403, 404, 404, 409]
    assert client.get("/till/").headers["Location"] == "/till/registers"


def _rest(row: RegisterRow) -> RegisterRow:
    to_save = RegisterToSave(row.code, row.name, row.location_id, row.channel_id, is_active=False)
    return registers.save_registers([to_save])[0]


def test_who_may_no_longer_work_there_stands_there_no_longer() -> None:
    counter = make_counter()
    client = stand_at(counter)
    person = client.get("/till/").context["desk"].actor.id

    staff.set_locations([person], locations=frozenset({makers.make_location("IZMIR")}), actor=SYSTEM)
    answer = scan(client, counter.sku)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/till/registers")
    assert db.rows("SELECT count(*) FROM orders_cart") == [(0,)]


def test_a_register_that_is_taken_out_of_use_is_left() -> None:
    counter = make_counter()
    client = stand_at(counter)

    _rest(counter.register)

    assert client.get("/till/").headers["Location"] == "/till/registers"


def test_switching_staff_signs_out_and_keeps_the_register_and_each_ones_cart() -> None:
    counter = make_counter()
    client = stand_at(counter)
    scan(client, counter.sku)
    hire("bea@example.com", at=counter.store, name="Bea")

    answer = client.post("/till/leave")
    signed_out = client.get("/till/").headers["Location"]
    sign_in(client, "bea@example.com")
    page = client.get("/till/")
    client.post("/till/leave")
    sign_in(client, "cem@example.com")

    assert answer.headers["Location"] == "/office/sign-in?next=%2Ftill%2F"
    assert signed_out.startswith("/office/sign-in")
    assert (page.context["desk"].actor.name, page.context["basket"]) == ("Bea", None)
    assert client.get("/till/").context["basket"].units == 1


def test_signing_out_forgets_everything() -> None:
    client = stand_at(make_counter())

    client.post("/office/sign-out")
    sign_in(client, "cem@example.com")

    assert client.get("/till/").headers["Location"] == "/till/registers"


@pytest.mark.parametrize("path", ["add", "line", "void", "new", "back", "pay/cash", "pay/card", "leave"])
def test_addresses_of_forms_lead_visitors_to_the_sale(path: str) -> None:
    answer = stand_at(make_counter()).get(f"/till/{path}")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/till/")


def test_pages_are_not_kept_by_browsers() -> None:
    answer = stand_at(make_counter()).get("/till/")

    assert "no-store" in answer.headers["Cache-Control"]
