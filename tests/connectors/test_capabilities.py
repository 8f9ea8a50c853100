"""The page that says what connectors can do says what they declare."""

from __future__ import annotations

from tests.connectors.capabilities import FILE, written


def test_the_page_says_what_the_connectors_declare() -> None:
    assert FILE.read_text(encoding="utf-8") == written()
