"""A home of its own for the files of each test."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.flows.feeding.makers import Shop


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    """Files of feeds go into a folder of the test."""
    settings.HOME = tmp_path
    settings.PUBLIC_URL = "https://shop.example"
    settings.ALLOWED_HOSTS = ["shop.example", "testserver"]
    return tmp_path


@pytest.fixture
def shop(db: None) -> Shop:
    """A shop without prices and stock."""
    return Shop()
