"""The matrix of addresses: nobody, the wrong role, the right role, another customer; and that a refusal changes nothing.

The wrong role holds every permission but the one; the right role holds no other. So the table is exact both ways.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from ninja.operation import Operation
from pytest_django import DjangoDbBlocker

from arasta.config import docs_schema
from arasta.config.api import api
from arasta.contexts.identity.types import PERMISSIONS, PERMISSIONS_OF, Role
from tests.architecture.who_may import ANY_KEY, PAGES
from tests.architecture.who_may_call import API
from tests.architecture.who_may_shop import CUSTOMER, EVERYBODY
from tests.architecture.world import Route, World, make_world, picture, routes, undone
from tests.contexts.identity.making import make_key

ROUTES = routes()
PAGE_ROUTES = [route for route in ROUTES if not route.name.startswith("api:")]
FOR_STAFF = [route for route in PAGE_ROUTES if PAGES.get(route.name, EVERYBODY) not in {EVERYBODY, CUSTOMER}]
FOR_CUSTOMERS = [route for route in PAGE_ROUTES if PAGES.get(route.name) == CUSTOMER]
FOR_ALL = [route for route in PAGE_ROUTES if PAGES.get(route.name) == EVERYBODY]
OF_ONE_CUSTOMER = [route for route in FOR_CUSTOMERS if "<" in route.pattern]
METHODS = ("GET", "POST")
TAKES_AWAY = {
    "shop_address_delete",
    "shop_passkey_delete",
    "shop_device_end",
    "shop_devices_end",
    "shop_device_unfollow",
}

pytestmark = pytest.mark.django_db


def name(route: Route) -> str:
    return route.name or "nowhere"


@pytest.fixture(scope="module")
def company(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Make the world once for the module; nothing of it stays."""
    changed = override_settings(SHOP_PAYMENT_PROVIDER="shop-fake", MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with changed, django_db_blocker.unblock(), undone():
        yield make_world()


@pytest.fixture
def world(company: World, db: None) -> World:
    """Lend the world; what the test does to it is undone."""
    return company


@pytest.fixture(scope="module")
def untouched(company: World) -> dict[str, str]:
    """The picture of the world as every test finds it."""
    return picture()


def ask(client: Client, method: str, address: str) -> HttpResponse:
    return client.generic(method, address)  # type: ignore[return-value]


def leads_to_sign_in(answer: HttpResponse) -> bool:
    """The address of a form at the till leads to the till's first page, and that one to sign in."""
    where = answer.headers.get("Location", "")
    return answer.status_code == 302 and (
        where.startswith(("/office/sign-in", "/account/sign-in")) or where == "/till/"
    )


def needed(route: Route, method: str) -> frozenset[str]:
    """Return the permissions that a request needs."""
    read, _, write = PAGES[route.name].partition(" + ")
    return frozenset({read, write} - {""}) if method == "POST" else frozenset({read})


def play(monkeypatch: pytest.MonkeyPatch, permissions: frozenset[str]) -> None:
    """Let the worker's role hold these permissions."""
    monkeypatch.setitem(PERMISSIONS_OF, Role.PICKER, permissions)


def test_every_page_says_who_may_open_it() -> None:
    assert {route.name for route in PAGE_ROUTES} == set(PAGES)


def test_every_operation_says_which_scope_it_needs() -> None:
    found = {route.name.removeprefix("api:") for route in ROUTES if route.name.startswith("api:")}

    assert found == set(API)


def test_addresses_have_names_of_their_own() -> None:
    names = [route.name for route in ROUTES]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("route", FOR_STAFF, ids=name)
def test_nobody_comes_in(world: World, untouched: dict[str, str], route: Route) -> None:
    answers = [ask(client, method, world.address(route)) for client in (Client(), world.customer) for method in METHODS]

    assert all(leads_to_sign_in(answer) or answer.status_code == 405 for answer in answers)
    assert any(leads_to_sign_in(answer) for answer in answers)
    assert picture() == untouched


@pytest.mark.parametrize("route", FOR_STAFF, ids=name)
def test_the_wrong_role_is_refused(
    world: World, untouched: dict[str, str], route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    statuses: set[int] = set()

    for method in METHODS:
        for permission in needed(route, method):
            play(monkeypatch, frozenset(PERMISSIONS) - {permission})
            statuses.add(ask(world.worker, method, world.address(route)).status_code)

    assert 403 in statuses
    assert statuses <= {403, 405, 302}
    assert picture() == untouched


@pytest.mark.parametrize("route", FOR_STAFF, ids=name)
@pytest.mark.parametrize("method", METHODS)
def test_the_right_role_needs_no_more(world: World, route: Route, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    play(monkeypatch, needed(route, method))

    answer = ask(world.worker, method, world.address(route))

    assert answer.status_code not in {401, 403}
    assert answer.status_code < 500
    assert "/sign-in" not in answer.headers.get("Location", "") or route.name == "till_leave"


@pytest.mark.parametrize("route", FOR_CUSTOMERS, ids=name)
def test_only_a_customer_opens_an_account(world: World, untouched: dict[str, str], route: Route) -> None:
    answers = [ask(client, method, world.address(route)) for client in (Client(), world.worker) for method in METHODS]
    own = [ask(world.customer, method, world.address(route)).status_code for method in METHODS]

    assert all(leads_to_sign_in(answer) or answer.status_code == 405 for answer in answers)
    assert any(leads_to_sign_in(answer) for answer in answers)
    assert min(own) < 400
    assert max(own) < 500
    assert picture() == untouched or route.name in TAKES_AWAY


@pytest.mark.parametrize("route", OF_ONE_CUSTOMER, ids=name)
def test_another_customer_finds_nothing_there(world: World, untouched: dict[str, str], route: Route) -> None:
    statuses = {ask(world.stranger, method, world.address(route)).status_code for method in METHODS}

    assert statuses <= {404, 405}
    assert 404 in statuses
    assert picture() == untouched


@pytest.mark.parametrize("route", FOR_ALL, ids=name)
def test_what_is_open_to_all_does_not_break(world: World, route: Route) -> None:
    answers = [ask(Client(), method, world.address(route)) for method in METHODS]

    assert all(answer.status_code < 500 for answer in answers)
    assert not any("/office/sign-in" in answer.headers.get("Location", "") for answer in answers[:1])


@pytest.mark.parametrize("operation", list(docs_schema.operations(api)), ids=lambda one: one.view_func.__name__)
def test_a_key_needs_its_scope(world: World, operation: Operation) -> None:
    pattern = operation.path.replace("{", "<").replace("}", ">")
    address, scope = world.address(Route("", f"api/v1{pattern}")), API[operation.view_func.__name__]
    method = operation.methods[0]
    others = make_key([one for one in PERMISSIONS if one != scope])
    Client().get("/api/v1/me", headers={"Authorization": f"Bearer {others}"})  # its first use is noted, the next is not
    before = picture()

    def send(**headers: str) -> HttpResponse:
        sent = {"Idempotency-Key": "once", **headers}
        return Client().generic(method, address, b"{}", "application/json", headers=sent)  # type: ignore[return-value]

    refused = [send(), send(Authorization="Bearer ark_0_0"), world.worker.generic(method, address)]
    wrong = send(Authorization=f"Bearer {others}")

    assert [answer.status_code for answer in refused] == [401] * 3
    assert wrong.status_code == (200 if scope == ANY_KEY else 403)
    assert scope == ANY_KEY or json.loads(wrong.content)["details"] == {"permission": scope}
    assert picture() == before
