"""Keys for machines, and the edge they open."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import api_keys
from arasta.contexts.identity.types import PERMISSIONS
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, Actor, ActorKind, PermissionMissing
from arasta.kernel.ids import new_id, to_public
from tests.contexts.identity.making import facts, make_key, names_of_facts

pytestmark = pytest.mark.django_db


def test_a_key_is_shown_once_and_stored_as_a_hash() -> None:
    row, plain = api_keys.create_api_key(" Accounting ", scopes=["orders.read", "orders.read"], actor=SYSTEM)

    prefix, public, secret = plain.split("_")
    assert (prefix, public, len(secret)) == ("ark", row.public, 64)
    assert (row.name, row.scopes, row.created_by, row.last_used_at, row.revoked_at) == (
        "Accounting",
        ("orders.read",),
        "Arasta",
        None,
        None,
    )
    assert db.rows("SELECT secret_hash FROM identity_api_key") == [(hashlib.sha256(plain.encode()).hexdigest(),)]
    assert facts() == [("identity.api_key_created", {"key_id": str(row.id), "scopes": ["orders.read"]})]


@pytest.mark.parametrize(
    ("name", "scopes", "refusal"),
    [
        (" ", ["orders.read"], api_keys.KeyNameMissing),
        ("Accounting", [], api_keys.ScopesWrong),
        ("Accounting", ["*"], api_keys.ScopesWrong),
        ("Accounting", ["orders.burn"], api_keys.ScopesWrong),
    ],
)
def test_a_key_needs_a_name_and_known_scopes(name: str, scopes: list[str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        api_keys.create_api_key(name, scopes=scopes, actor=SYSTEM)

    assert queries.api_keys() == []


def test_nobody_grants_a_scope_they_do_not_hold() -> None:
    actor = Actor(ActorKind.STAFF, id="a", permissions=frozenset({"staff.write", "stock.read"}))

    with pytest.raises(api_keys.ScopesBeyondOwn) as refusal:
        api_keys.create_api_key("Accounting", scopes=["stock.read", "orders.read"], actor=actor)
    with pytest.raises(PermissionMissing):
        api_keys.create_api_key("Accounting", scopes=["stock.read"], actor=Actor(ActorKind.STAFF, id="b"))

    assert refusal.value.details == {"scopes": "orders.read"}
    assert queries.api_keys() == []


def test_the_actor_of_a_key_has_its_scopes_and_no_more() -> None:
    row, plain = api_keys.create_api_key("Accounting", scopes=["orders.read"], actor=SYSTEM)

    actor = queries.actor_of_key(plain)

    assert actor == Actor(ActorKind.API_KEY, id=str(row.id), name="Accounting", permissions=frozenset({"orders.read"}))


@pytest.mark.parametrize(
    "twist",
    [
        lambda plain: "",
        lambda plain: "ark",
        lambda plain: plain[:-1] + ("0" if plain[-1] != "0" else "1"),
        lambda plain: plain + "0",
        lambda plain: plain.replace("ark_", "key_"),
        lambda plain: plain.upper(),
        lambda plain: "ark_unknown_" + "0" * 64,
        lambda plain: "ark_ünknown_" + "0" * 64,
        lambda plain: "ark_" + "\x00" * 12,
    ],
)
def test_another_text_is_nobody(twist: Callable[[str], str]) -> None:
    plain = make_key()

    assert queries.actor_of_key(twist(plain)) is None


def test_a_revoked_key_is_nobody_for_good() -> None:
    row, plain = api_keys.create_api_key("Accounting", scopes=["orders.read"], actor=SYSTEM)

    api_keys.revoke_api_key([row.id], actor=SYSTEM)
    api_keys.revoke_api_key([row.id], actor=SYSTEM)

    assert queries.actor_of_key(plain) is None
    assert queries.api_keys()[0].revoked_at is not None
    assert names_of_facts() == ["identity.api_key_created", "identity.api_key_revoked"]
    with pytest.raises(api_keys.ApiKeyMissing):
        api_keys.revoke_api_key([new_id()], actor=SYSTEM)


def test_me_tells_the_key_and_its_scopes(client: Client) -> None:
    plain = make_key(PERMISSIONS)

    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {plain}"})

    assert answer.status_code == 200
    assert answer.json() == {
        "kind": "api_key",
        "id": to_public("key", queries.api_keys()[0].id),
        "name": "Accounting",
        "scopes": sorted(PERMISSIONS),
    }


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Basic YTpi", "revoked"])
def test_me_is_for_good_keys_only(client: Client, header: str | None) -> None:
    if header == "revoked":
        row, plain = api_keys.create_api_key("Accounting", scopes=["orders.read"], actor=SYSTEM)
        api_keys.revoke_api_key([row.id], actor=SYSTEM)
        header = f"Bearer {plain}"

    answer = client.get("/api/v1/me", headers={"Authorization": header} if header else {})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer["Content-Type"] == "application/problem+json"


def test_the_last_use_is_noted_every_ten_minutes_and_not_on_every_request(
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    headers = {"Authorization": f"Bearer {make_key()}"}

    with django_assert_num_queries(2):
        client.get("/api/v1/me", headers=headers)
    noted = queries.api_keys()[0].last_used_at
    with django_assert_num_queries(1):
        client.get("/api/v1/me", headers=headers)
    db.execute("UPDATE identity_api_key SET last_used_at = last_used_at - interval '11 minutes'")
    with django_assert_num_queries(2):
        client.get("/api/v1/me", headers=headers)

    assert noted is not None
    assert (queries.api_keys()[0].last_used_at or noted) > noted
