"""The pages that explain the API: open to everybody, whole, and without anything from elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.api.integrator import Answer, Integrator, operations

PAGES = ["/api/v1/docs", "/api/v1/problems"]


def read(path: str, language: str = "en") -> str:
    answer = Client().get(path, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_reference_shows_every_operation() -> None:
    page = read("/api/v1/docs")

    for operation in operations():
        details = operation.details
        assert f'id="{details["operationId"]}"' in page
        assert f"<strong>{operation.method.upper()}</strong> {operation.path}</code>" in page


def test_the_reference_shows_fields_keys_and_commands() -> None:
    part = read("/api/v1/docs").partition('id="open_cart"')[2].partition("</article>")[0]

    assert "lines[].quantity" in part
    assert "Idempotency-Key" in part
    assert "Scope carts.write" in part
    assert "curl -X POST" in part
    assert "YOUR_API_KEY" in part
    assert "{&quot;channel&quot;: &quot;web&quot;}" in part


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_read_in_three_languages(path: str) -> None:
    titles = [re.findall(r"<h1>(.+?)</h1>", read(path, language))[0] for language in ("en", "tr", "ru")]

    assert titles in (
        ["API reference", "API başvurusu", "Справочник API"],
        ["Codes of refusals", "Ret kodları", "Коды отказов"],
    )


@pytest.mark.parametrize("path", PAGES)
def test_pages_fetch_nothing_from_elsewhere_and_run_nothing_unsigned(path: str) -> None:
    answer = Client().get(path)
    page, policy = answer.content.decode(), answer.headers["Content-Security-Policy"]

    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page) == []
    assert re.findall(r"\sstyle=|\son\w+=|<style", page) == []
    assert all("nonce=" in tag and "src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.django_db
def test_a_refusal_points_to_its_explanation() -> None:
    refused: Answer = Integrator(("orders.read",)).get("orders/ord_nonsense")
    page, _, anchor = str(refused.body["type"]).partition("#")

    assert f'id="{anchor}"' in read(page)


def test_codes_are_explained_with_names_in_the_place_of_values() -> None:
    page = read("/api/v1/problems")

    assert page.count("<tr id=") > 100
    assert "There is no variant with the SKU “{sku}”." in page
    assert "%(" not in page


def test_pages_are_only_read() -> None:
    assert Client().post("/api/v1/docs").status_code == 405
