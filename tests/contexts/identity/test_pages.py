"""The pages about people and keys."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.identity import ports, queries
from arasta.contexts.identity.services import sign_in
from arasta.contexts.identity.types import Role
from arasta.kernel.ids import to_public
from tests.contexts.identity.making import PASSWORD, make_key, make_staff, signed_in
from tests.makers import make_location

pytestmark = pytest.mark.django_db

GETS = ["/office/staff", "/office/staff/add", "/office/staff/{person}", "/office/api-keys", "/office/api-keys/add"]
POSTS = [
    "/office/staff/add",
    "/office/staff/{person}/work",
    "/office/staff/{person}/password",
    "/office/staff/{person}/deactivate",
    "/office/staff/{person}/reactivate",
    "/office/api-keys/add",
    "/office/api-keys/{key}/revoke",
]
BODY = {
    "name": "Bea",
    "email": "bea@example.com",
    "role": "owner",
    "language": "en",
    "password": "four green kettles",
    "scopes": ["orders.read"],
}


@pytest.fixture
def addresses() -> dict[str, str]:
    person = make_staff("cem@example.com", role=Role.PICKER, name="Cem")
    make_key()
    return {"person": to_public("stf", person), "key": to_public("key", queries.api_keys()[0].id)}


@pytest.mark.parametrize("path", GETS)
def test_pages_ask_nobody_to_sign_in_refuse_other_roles_and_open_for_owners(
    client: Client, addresses: dict[str, str], path: str
) -> None:
    path = path.format(**addresses)
    make_staff("owner@example.com")

    assert client.get(path).status_code == 302
    signed_in(client, "cem@example.com")
    assert client.get(path).status_code == 403
    client.post("/office/sign-out")
    signed_in(client, "owner@example.com")
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("who", ["nobody", "picker"])
def test_changes_are_refused_to_all_but_owners_and_do_not_happen(
    client: Client, addresses: dict[str, str], path: str, who: str
) -> None:
    if who == "picker":
        signed_in(client, "cem@example.com")
    before = queries.staff_page(), queries.api_keys()

    answer = client.post(path.format(**addresses), BODY)

    assert answer.status_code == (302 if who == "nobody" else 403)
    assert (queries.staff_page(), queries.api_keys()) == before
    assert sign_in.sign_in("cem@example.com", password=PASSWORD, address="10.0.0.9").language == "en"


def test_an_owner_adds_somebody(client: Client) -> None:
    make_staff()
    signed_in(client, "ada@example.com")

    answer = client.post("/office/staff/add", {**BODY, "role": "agent", "language": "tr"})

    row = queries.staff_by_email("bea@example.com")
    assert (answer.status_code, answer["Location"]) == (302, "/office/staff")
    assert row is not None
    assert (row.name, row.role, row.language) == ("Bea", Role.AGENT, "tr")


@pytest.mark.parametrize(
    ("change", "status", "sentence"),
    [
        ({"email": "ada@example.com"}, 409, "already belongs to somebody on the staff"),
        ({"password": "short"}, 422, "This password is too short."),
        ({"role": "king"}, 422, "Select a valid choice."),
        ({"name": ""}, 422, "This field is required."),
    ],
)
def test_adding_says_what_is_wrong(client: Client, change: dict[str, str], status: int, sentence: str) -> None:
    make_staff()
    signed_in(client, "ada@example.com")

    answer = client.post("/office/staff/add", {**BODY, **change})

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert [row.email for row in queries.staff_page().items] == ["ada@example.com"]


def test_an_owner_changes_role_and_locations_together(client: Client, addresses: dict[str, str]) -> None:
    make_staff()
    signed_in(client, "ada@example.com")
    store = make_location("KADIKOY")
    before = ports._sources[:]
    ports.provide_places(lambda: [ports.Place(store, "Kadıköy")])

    try:
        client.post(f"/office/staff/{addresses['person']}/work", {"role": "associate", "locations": [str(store)]})
        shown = client.get("/office/staff").content.decode()
    finally:
        ports._sources[:] = before

    row = queries.staff_by_email("cem@example.com")
    assert row is not None
    assert (row.role, row.locations) == (Role.ASSOCIATE, frozenset({store}))
    assert "Kadıköy" in shown


def test_the_last_owner_is_told_on_the_page(client: Client) -> None:
    key = to_public("stf", make_staff())
    signed_in(client, "ada@example.com")

    for path, body in [("work", {"role": "picker"}), ("deactivate", {})]:
        answer = client.post(f"/office/staff/{key}/{path}", body)

        assert answer.status_code == 409
        assert "At least one active owner must remain." in answer.content.decode()
    assert client.get("/office/staff").status_code == 200


def test_an_owner_switches_off_and_on_and_sets_a_password(client: Client, addresses: dict[str, str]) -> None:
    make_staff()
    signed_in(client, "ada@example.com")
    base = f"/office/staff/{addresses['person']}"

    assert client.post(f"{base}/deactivate")["Location"] == base
    with pytest.raises(sign_in.StaffInactive):
        sign_in.sign_in("cem@example.com", password=PASSWORD, address="10.0.0.9")
    assert client.post(f"{base}/reactivate")["Location"] == base
    assert client.post(f"{base}/password", {"password": "1234567890"}).status_code == 422
    assert client.post(f"{base}/password", {"password": "four green kettles"})["Location"] == base
    assert sign_in.sign_in("cem@example.com", password="four green kettles", address="10.0.0.9").language == "en"


@pytest.mark.parametrize("key", ["stf_nonsense", "cus_00000000000000000000000000", "stf_00000000000000000000000000"])
def test_an_unknown_person_is_not_found(client: Client, key: str) -> None:
    make_staff()
    signed_in(client, "ada@example.com")

    assert client.get(f"/office/staff/{key}").status_code == 404
    assert client.post(f"/office/staff/{key}/deactivate").status_code == 404


def test_a_key_is_shown_once_and_can_be_revoked(client: Client) -> None:
    make_staff()
    signed_in(client, "ada@example.com")

    made = client.post("/office/api-keys/add", {"name": "Accounting", "scopes": ["orders.read"]})

    row = queries.api_keys()[0]
    plain = made.content.decode().split('data-copy="')[1].split('"')[0]
    assert (made.status_code, made["Cache-Control"]) == (
        201,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    assert (row.name, row.scopes, row.created_by) == ("Accounting", ("orders.read",), "Ada")
    assert queries.actor_of_key(plain) is not None
    assert plain not in client.get("/office/api-keys").content.decode()
    assert client.post(f"/office/api-keys/{to_public('key', row.id)}/revoke")["Location"] == "/office/api-keys"
    assert queries.actor_of_key(plain) is None


def test_a_key_without_scopes_is_refused_on_the_page(client: Client) -> None:
    make_staff()
    signed_in(client, "ada@example.com")

    answer = client.post("/office/api-keys/add", {"name": "Accounting"})

    assert answer.status_code == 422
    assert "This field is required." in answer.content.decode()
    assert queries.api_keys() == []


@pytest.mark.parametrize(("language", "word"), [("tr", "Personel"), ("ru", "Сотрудники")])
def test_pages_speak_the_language_of_the_reader(client: Client, language: str, word: str) -> None:
    make_staff()
    signed_in(client, "ada@example.com")
    client.post("/office/language", {"language": language})

    assert word in client.get("/office/staff").content.decode()


def test_the_list_costs_the_same_whatever_its_length(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_staff()
    signed_in(client, "ada@example.com")

    with django_assert_num_queries(4):
        client.get("/office/staff")
    make_staff("bea@example.com")
    with django_assert_num_queries(4):
        client.get("/office/staff")
