"""Accounts at payment providers: made, changed, rested; secrets never come back; only who runs channels may."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from arasta.contexts.identity.types import Role
from arasta.contexts.payments import queries as payments
from arasta.contexts.payments.types import ACCOUNT_PREFIX, AccountRow, CaptureWhen
from arasta.kernel import db
from arasta.kernel.ids import to_public
from tests import makers
from tests.contexts.channels.making import KEY
from tests.surfaces.backoffice.making import come_in

pytestmark = pytest.mark.django_db(transaction=True)

SECRETS = {"value-secret_key": "sk_test_hush", "value-webhook_secret": "whsec_hush"}
ADD = "/office/payments/accounts/add/stripe"


@pytest.fixture
def owner(client: Client, settings: Settings) -> Client:
    settings.FIELD_KEY = KEY
    come_in(client, Role.OWNER)
    return client


def form(**changes: str) -> dict[str, str]:
    channel = changes.pop("channel", "") or str(makers.make_channel("web"))
    said = {"channel": channel, "name": "Shop", "captures": "at_dispatch", "value-publishable_key": "pk_test_1"}
    return {**said, **SECRETS, **changes}


def address(row: AccountRow) -> str:
    return f"/office/payments/accounts/{to_public(ACCOUNT_PREFIX, row.id)}"


def test_an_account_is_made_and_its_secrets_never_come_back(owner: Client) -> None:
    answer: Any = owner.post(ADD, form())
    (row,) = payments.accounts()
    assert answer["Location"] == address(row)
    page = owner.get(address(row)).content.decode()
    assert "pk_test_1" in page
    assert f"http://testserver/hooks/payments/{to_public(ACCOUNT_PREFIX, row.id)}" in page
    assert "hush" not in page + owner.get("/office/payments/accounts").content.decode()
    assert "hush" not in str(db.rows("SELECT * FROM payments_provider_account"))
    assert payments.credentials(row.id) == {
        "publishable_key": "pk_test_1",
        "secret_key": "sk_test_hush",
        "webhook_secret": "whsec_hush",
    }


def test_an_empty_secret_keeps_the_one_that_is_stored(owner: Client) -> None:
    said = form()
    owner.post(ADD, said)
    (row,) = payments.accounts()
    owner.post(
        address(row), {**said, "captures": "with_order", "value-secret_key": "", "value-webhook_secret": "whsec_2"}
    )
    (after,) = payments.accounts()
    assert (after.id, after.captures) == (row.id, CaptureWhen.WITH_ORDER)
    known = payments.credentials(row.id)
    assert (known["secret_key"], known["webhook_secret"]) == ("sk_test_hush", "whsec_2")


def test_a_second_account_takes_the_place_of_the_first_and_gives_it_back(owner: Client) -> None:
    said = form()
    owner.post(ADD, said)
    owner.post(ADD, {**said, "name": "Newer"})
    assert {row.name: row.is_active for row in payments.accounts()} == {"Newer": True, "Shop": False}
    old = next(row for row in payments.accounts() if row.name == "Shop")
    owner.post(f"{address(old)}/switch", {"use": "yes"})
    assert {row.name: row.is_active for row in payments.accounts()} == {"Newer": False, "Shop": True}
    owner.post(f"{address(old)}/switch", {"use": "no"})
    assert payments.accounts(only_active=True) == []


@pytest.mark.parametrize("wrong", [{"value-secret_key": ""}, {"channel": "x"}, {"captures": "never"}, {"name": ""}])
def test_what_is_missing_is_said_on_the_form(owner: Client, wrong: dict[str, str]) -> None:
    assert owner.post(ADD, {**form(), **wrong}).status_code == 422
    assert payments.accounts() == []


def test_unknown_providers_and_accounts_are_not_there(owner: Client) -> None:
    assert owner.get("/office/payments/accounts/add/nobody").status_code == 404
    assert owner.get("/office/payments/accounts/pac_nothing").status_code == 404


@pytest.mark.parametrize("role", [Role.AGENT, Role.ASSOCIATE, Role.MARKETER])
def test_who_does_not_run_channels_sees_no_keys(client: Client, settings: Settings, role: Role) -> None:
    settings.FIELD_KEY = KEY
    come_in(client, role)
    assert client.get("/office/payments/accounts").status_code == 403
    assert client.post(ADD, form()).status_code == 403
    assert payments.accounts() == []
