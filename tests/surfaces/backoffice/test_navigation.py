"""What holds the back office together: navigation, dock, palette."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils.translation import gettext, override

from arasta.config.context import everywhere
from arasta.contexts.identity.types import PERMISSIONS_OF, Role
from arasta.kernel.access import ANONYMOUS, Actor, ActorKind
from arasta.kernel.requests import set_actor
from tests.surfaces.backoffice.making import come_in
from tests.surfaces.storefront.shopping import text_of


def known(path: str, role: Role | None = Role.OWNER) -> dict[str, Any]:
    request = RequestFactory().get(path)
    actor = Actor(ActorKind.STAFF, id="x", name="Olcay", permissions=PERMISSIONS_OF[role]) if role else ANONYMOUS
    set_actor(request, actor)
    return everywhere(request)


def urls(given: dict[str, Any]) -> list[str]:
    return [item["url"] for section in given["navigation"] for item in section["items"]]


def test_home_comes_first_without_a_title_and_sections_follow() -> None:
    given = known("/office/")

    assert [section["title"] for section in given["navigation"]] == [
        "", "Sell", "Stock", "Catalog", "Channels", "Settings",
    ]  # fmt: skip
    assert given["navigation"][0]["items"][0]["url"] == "/office/"


@pytest.mark.parametrize(
    ("path", "active"),
    [
        ("/office/", ["/office/"]),
        ("/office/orders", ["/office/orders"]),
        ("/office/orders/ord_1", ["/office/orders"]),
        ("/office/stock/var_1/why", ["/office/stock"]),
        ("/office/transfers/send", ["/office/transfers"]),
        ("/office/desk", ["/office/desk"]),
        ("/office/desk/chats", ["/office/desk/chats"]),
        ("/office/payments/accounts", ["/office/payments/accounts"]),
        ("/office/elsewhere", []),
    ],
)
def test_one_page_is_the_active_one(path: str, active: list[str]) -> None:
    items = [item for section in known(path)["navigation"] for item in section["items"]]

    assert [item["url"] for item in items if item["active"]] == active


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "tr", "ru"])
def test_who_may_not_open_a_page_is_told_where_its_owner_can_change_that(client: Client, language: str) -> None:
    come_in(client, Role.AGENT)
    client.cookies["django_language"] = language

    refused = client.get("/office/staff")

    with override(language):
        sections = {section["title"]: section["items"] for section in known("/office/")["navigation"]}
        settings, staff = gettext("Settings"), gettext("Staff")
    assert refused.status_code == 403
    assert staff in [item["label"] for item in sections[settings]]
    assert all(word in text_of(refused) for word in (settings, staff))


def test_people_see_only_what_they_may_open() -> None:
    marketer = known("/office/", Role.MARKETER)

    assert "/office/orders" in urls(marketer)
    assert not {"/office/stock", "/office/system", "/office/staff"} & set(urls(marketer))
    assert [command["url"] for command in marketer["palette_commands"]] == []
    assert [item["url"] for item in known("/office/", Role.PICKER)["dock"]] == [
        "/office/", "/office/orders", "/office/fulfillment", "/office/stock",
    ]  # fmt: skip


def test_pages_outside_the_back_office_and_strangers_get_no_navigation() -> None:
    assert "navigation" not in known("/", Role.OWNER)
    assert "navigation" not in known("/office/sign-in", None)


@pytest.mark.django_db
def test_sections_are_named_in_the_language_of_the_reader(client: Client) -> None:
    come_in(client)

    for language, words in (("tr", ("Bugün", "Satış", "Ayarlar")), ("ru", ("Сегодня", "Продажа", "Настройки"))):
        client.post("/office/language", {"language": language})
        page = client.get("/office/").content.decode()
        assert [word in page for word in words] == [True, True, True]
