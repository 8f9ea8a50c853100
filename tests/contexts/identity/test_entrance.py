"""The door of the back office, through the browser's eyes."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import PERMISSIONS_OF, Role
from arasta.contexts.identity.web.actor import ActorMiddleware
from arasta.kernel.access import ANONYMOUS, SYSTEM, Actor
from arasta.kernel.requests import actor_of
from tests.contexts.identity.making import PASSWORD, make_staff, signed_in

pytestmark = pytest.mark.django_db
DOOR = "/office/sign-in"


def test_the_page_opens(client: Client) -> None:
    make_staff()

    answer = client.get(DOOR)

    assert answer.status_code == 200
    assert b'name="password"' in answer.content


@pytest.mark.parametrize(
    ("wish", "target"),
    [
        ("", "/office/"),
        ("/office/staff?x=1", "/office/staff?x=1"),
        ("https://evil.example/", "/office/"),
        ("//evil.example", "/office/"),
        ("/\\evil.example", "/office/"),
        ("javascript:alert(1)", "/office/"),
        ("http://testserver/office/staff", "http://testserver/office/staff"),
    ],
)
def test_the_right_password_leads_on_but_never_abroad(client: Client, wish: str, target: str) -> None:
    make_staff()

    answer = client.post(DOOR, {"email": "ada@example.com", "password": PASSWORD, "next": wish})

    assert (answer.status_code, answer["Location"]) == (302, target)
    assert client.cookies["django_language"].value == "en"


@pytest.mark.parametrize(
    ("given", "status", "sentence"),
    [
        ({"email": "ada@example.com", "password": "wrong password"}, 401, "The email or the password is not right."),
        ({"email": "bea@example.com", "password": PASSWORD}, 403, "This account is switched off."),
        ({"email": "ada", "password": PASSWORD}, 422, "Enter a valid email address."),
        ({"email": "", "password": ""}, 422, "This field is required."),
    ],
)
def test_a_refusal_says_why_and_lets_nobody_in(
    client: Client, given: dict[str, str], status: int, sentence: str
) -> None:
    make_staff()
    off = make_staff("bea@example.com", role=Role.PICKER)
    staff.deactivate([off], actor=SYSTEM)

    answer = client.post(DOOR, given)

    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert client.get("/office/staff").status_code == 302


def test_the_eleventh_try_is_told_to_wait(client: Client) -> None:
    make_staff()
    for _ in range(10):
        client.post(DOOR, {"email": "ada@example.com", "password": "wrong password"})

    answer = client.post(DOOR, {"email": "ada@example.com", "password": PASSWORD})

    assert answer.status_code == 429
    assert "Too many wrong passwords. Wait 15 min and try again." in answer.content.decode()


def test_signing_in_changes_the_session_key_and_signing_out_forgets_it(client: Client) -> None:
    make_staff()
    client.cookies["sessionid"] = "planted-by-somebody-else"

    signed_in(client, "ada@example.com")

    assert client.cookies["sessionid"].value != "planted-by-somebody-else"
    assert client.get(DOOR)["Location"] == "/office/"
    assert client.get("/office/sign-out").status_code == 405
    assert client.post("/office/sign-out")["Location"] == DOOR
    assert client.get("/office/staff")["Location"] == f"{DOOR}?next=%2Foffice%2Fstaff"


def test_a_form_without_its_token_is_refused() -> None:
    make_staff()
    careful = Client(enforce_csrf_checks=True)

    answer = careful.post(DOOR, {"email": "ada@example.com", "password": PASSWORD})

    assert answer.status_code == 403
    assert careful.get("/office/staff").status_code == 302


def test_the_session_ends_when_somebody_is_switched_off(client: Client) -> None:
    make_staff("owner@example.com")
    key = make_staff("ada@example.com")
    signed_in(client, "ada@example.com")
    assert client.get("/office/staff").status_code == 200

    staff.deactivate([key], actor=SYSTEM)

    assert client.get("/office/staff").status_code == 302


def test_djangos_own_way_in_is_understood(client: Client) -> None:
    key = make_staff()
    client.force_login(get_user_model().objects.get(pk=key))

    assert client.get("/office/staff").status_code == 200


def test_an_actor_costs_nothing_until_asked_and_then_one_query(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    key = make_staff(role=Role.OWNER)
    signed_in(client, "ada@example.com")
    request = RequestFactory().get("/office/")
    request.COOKIES["sessionid"] = client.cookies["sessionid"].value
    request.session = client.session
    request.session.get("anything")
    seen = list[object]()

    def answer(asked: HttpRequest) -> HttpResponse:
        with django_assert_num_queries(0):
            actor = actor_of(asked)
        with django_assert_num_queries(1):
            seen.extend([actor.id, actor.permissions, actor_of(asked).name])
        return HttpResponse()

    ActorMiddleware(answer)(request)

    assert seen == [str(key), PERMISSIONS_OF[Role.OWNER], "Ada"]


@pytest.mark.parametrize("path", ["/api/v1/me", "/"])
def test_without_a_cookie_and_at_the_api_nobody_acts_by_session(client: Client, path: str) -> None:
    make_staff()
    signed_in(client, "ada@example.com")
    request = RequestFactory().get(path)
    if path.startswith("/api/"):
        request.COOKIES["sessionid"] = client.cookies["sessionid"].value
        request.session = client.session
    seen = list[Actor]()

    def answer(asked: HttpRequest) -> HttpResponse:
        seen.append(actor_of(asked))
        return HttpResponse()

    ActorMiddleware(answer)(request)

    assert seen == [ANONYMOUS]
    assert client.get("/api/v1/me").status_code == 401


def test_the_language_is_remembered_by_cookie_and_account(client: Client) -> None:
    key = make_staff()
    signed_in(client, "ada@example.com")

    answer = client.post("/office/language", {"language": "tr", "theme": "dark", "next": "//evil.example"})

    assert (answer.status_code, answer["Location"]) == (302, "/office/")
    assert (client.cookies["django_language"].value, client.cookies["arasta_theme"].value) == ("tr", "dark")
    assert queries.staff(key).language == "tr"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    answer = client.post("/office/language", {"language": "xx"})

    assert answer.status_code == 302
    assert "django_language" not in client.cookies
