"""The pages about customers."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import consents, logins
from arasta.contexts.customers.types import ConsentToRecord, ContactChannel, Purpose
from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import NewStaff, Role
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import from_public, to_public
from tests.contexts.customers.making import PASSWORD, make_address, make_customer

pytestmark = pytest.mark.django_db

READS = ["/office/customers", "/office/customers/{customer}"]
WRITES = [
    "/office/customers/add",
    "/office/customers/{customer}/profile",
    "/office/customers/{customer}/login",
    "/office/customers/{customer}/addresses/add",
    "/office/customers/{customer}/addresses/{address}",
    "/office/customers/{customer}/addresses/{address}/delete",
]
PROFILE = {"name": "Eve", "email": "eve@example.com", "phone": "", "language": "en", "password": "four green kettles"}
ADDRESS = {"name": "Ada", "line1": "Moda Cd. 5", "city": "Bursa", "country": "tr", "label": "Office"}


@pytest.fixture
def known() -> dict[str, str]:
    customer = make_customer("Ada Yılmaz", email="ada@example.com")
    return {"customer": to_public("cus", customer), "address": to_public("adr", make_address(customer))}


def come_in(client: Client, role: Role) -> None:
    email = f"{role}@example.com"
    staff.add_staff([NewStaff(email=email, name="Olcay", role=role, password=PASSWORD)], actor=SYSTEM)
    assert client.post("/office/sign-in", {"email": email, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("role", "status"), [(None, 302), (Role.PICKER, 403), (Role.ASSOCIATE, 200), (Role.AGENT, 200), (Role.OWNER, 200)]
)
@pytest.mark.parametrize("path", READS)
def test_who_may_see_customers(
    client: Client, known: dict[str, str], path: str, role: Role | None, status: int
) -> None:
    if role:
        come_in(client, role)

    answer = client.get(path.format(**known))

    assert answer.status_code == status
    assert ("Ada Yılmaz" in answer.content.decode()) is (status == 200)


@pytest.mark.parametrize(("role", "status"), [(None, 302), (Role.ASSOCIATE, 403)])
@pytest.mark.parametrize("path", WRITES)
def test_who_may_not_change_customers(
    client: Client, known: dict[str, str], path: str, role: Role | None, status: int
) -> None:
    if role:
        come_in(client, role)

    answer = client.post(path.format(**known), {**PROFILE, **ADDRESS})

    row = queries.customers_page().items[0]
    assert answer.status_code == status
    assert (row.name, row.email, row.has_login) == ("Ada Yılmaz", "ada@example.com", False)
    assert [(place.label, place.address.city) for place in queries.addresses(row.id)] == [("Home", "İstanbul")]
    assert len(queries.customers_page().items) == 1


def test_an_agent_adds_a_customer(client: Client) -> None:
    come_in(client, Role.AGENT)

    answer = client.post("/office/customers/add", PROFILE)

    row = queries.customers_page().items[0]
    assert (answer.status_code, answer["Location"]) == (302, f"/office/customers/{to_public('cus', row.id)}")
    assert (row.name, row.email) == ("Eve", "eve@example.com")


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"email": "ada@example.com"}, 409, "There is already a customer with the email “ada@example.com”."),
        ({"phone": "call me"}, 422, "“call me” is not a phone number."),
        ({"name": ""}, 422, "This field is required."),
    ],
)
def test_adding_says_what_is_wrong_beside_the_field(
    client: Client, known: dict[str, str], change: dict[str, str], status: int, sentence: str
) -> None:
    come_in(client, Role.AGENT)

    answer = client.post("/office/customers/add", {**PROFILE, **change})

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert len(queries.customers_page().items) == 1


def test_an_agent_changes_the_profile(client: Client, known: dict[str, str]) -> None:
    come_in(client, Role.AGENT)
    path = f"/office/customers/{known['customer']}"

    saved = client.post(f"{path}/profile", PROFILE)
    refused = client.post(f"{path}/profile", {**PROFILE, "phone": "call me"})

    row = queries.customers_page().items[0]
    assert (saved["Location"], refused.status_code) == (path, 422)
    assert (row.name, row.email) == ("Eve", "eve@example.com")


def test_an_agent_opens_a_login(client: Client, known: dict[str, str]) -> None:
    come_in(client, Role.AGENT)
    path = f"/office/customers/{known['customer']}"

    weak = client.post(f"{path}/login", {"password": "short"})
    opened = client.post(f"{path}/login", {"password": "four green kettles"})

    assert (weak.status_code, opened["Location"]) == (422, path)
    who = logins.sign_in("ada@example.com", password="four green kettles", address_of_client="10.0.0.1")
    assert to_public("cus", who.id) == known["customer"]


def test_an_agent_keeps_the_address_book(client: Client, known: dict[str, str]) -> None:
    come_in(client, Role.AGENT)
    base = f"/office/customers/{known['customer']}"

    for path in ("/addresses/add", f"/addresses/{known['address']}"):
        assert client.get(base + path).status_code == 200
    wrong = client.post(f"{base}/addresses/add", {**ADDRESS, "country": "XX"})
    client.post(f"{base}/addresses/add", {**ADDRESS, "is_default": "on"})
    client.post(f"{base}/addresses/{known['address']}/delete")

    customer = queries.customers_page().items[0].id
    assert (wrong.status_code, "Write the two letters of a country" in wrong.content.decode()) == (422, True)
    assert [(row.label, row.address.city, row.is_default) for row in queries.addresses(customer)] == [
        ("Office", "Bursa", True)
    ]


def test_an_address_is_changed_in_place(client: Client, known: dict[str, str]) -> None:
    come_in(client, Role.AGENT)

    client.post(f"/office/customers/{known['customer']}/addresses/{known['address']}", ADDRESS)

    customer = queries.customers_page().items[0].id
    assert [(to_public("adr", row.id), row.address.city) for row in queries.addresses(customer)] == [
        (known["address"], "Bursa")
    ]


def test_a_consent_is_taken_back_for_its_customer_under_the_name_of_who_did(
    client: Client, known: dict[str, str]
) -> None:
    come_in(client, Role.AGENT)
    ada, eve = from_public("cus", known["customer"]), make_customer("Eve", email="eve@example.com")
    for who, mail in ((ada, "ada@example.com"), (eve, "eve@example.com")):
        yes = ConsentToRecord(mail, ContactChannel.EMAIL, Purpose.OFFERS, True, "checkout", "tr", who)
        consents.record([yes], actor=SYSTEM)
    (given,), (others,) = queries.consents(ada), queries.consents(eve)
    pages = f"/office/customers/{known['customer']}/consents"
    assert client.get(pages).content.decode().count("withdraw") == 1

    assert client.post(f"{pages}/{to_public('csn', others.id)}/withdraw").status_code == 404
    for _ in range(2):
        assert client.post(f"{pages}/{to_public('csn', given.id)}/withdraw").status_code == 302

    ledger = queries.consents(ada)
    assert [(one.is_given, one.source, one.said_by) for one in ledger] == [
        (False, "office", "Olcay"),
        (True, "checkout", "Arasta"),
    ]
    assert len(queries.consents(eve)) == 1
    page = client.get(pages).content.decode()
    assert page.count("withdraw") == 0
    assert "Olcay" in page


@pytest.mark.parametrize("path", ["cus_nonsense", "cus_" + "0" * 26, "{customer}/addresses/adr_" + "0" * 26])
def test_what_is_unknown_is_not_found(client: Client, known: dict[str, str], path: str) -> None:
    come_in(client, Role.AGENT)

    assert client.get(f"/office/customers/{path.format(**known)}").status_code == 404


def test_searching_by_htmx_answers_the_table_alone(client: Client, known: dict[str, str]) -> None:
    come_in(client, Role.AGENT)

    found = client.get("/office/customers?q=YILMAZ", headers={"HX-Request": "true"}).content.decode()
    nobody = client.get("/office/customers?q=zzz", headers={"HX-Request": "true"}).content.decode()
    back = client.get("/office/customers", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

    assert ("Ada Yılmaz" in found, "<html" in found) == (True, False)
    assert "Nobody found" in nobody
    assert ("<html" in back.content.decode(), "HX-Request" in back["Vary"]) == (True, True)


def test_the_list_costs_the_same_whatever_its_length(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    come_in(client, Role.AGENT)

    for name in ("Bea", "Cem"):
        make_customer(name)
        with django_assert_num_queries(3):
            page = client.get("/office/customers").content.decode()
    assert ("Bea" in page, "Cem" in page) == (True, True)


@pytest.mark.parametrize(("language", "word"), [("tr", "Müşteriler"), ("ru", "Покупатели")])
def test_pages_speak_the_language_of_the_reader(client: Client, language: str, word: str) -> None:
    come_in(client, Role.AGENT)
    client.post("/office/language", {"language": language})

    assert word in client.get("/office/customers").content.decode()
