"""A field key and a connector that is never spoken to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.contexts.channels.making import KEY, deaf_connector


@pytest.fixture(autouse=True)
def field_key(settings: Settings) -> None:
    settings.FIELD_KEY = KEY


@pytest.fixture(autouse=True)
def connector() -> Iterator[None]:
    with deaf_connector():
        yield
