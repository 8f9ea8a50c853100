"""What templates write of plain values, as the reader's language has it."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from arasta.kernel.web.templatetags.arasta import country


@pytest.mark.parametrize(
    ("language", "code", "name"),
    [
        ("en", "DE", "Germany"),
        ("tr", "TR", "Türkiye"),
        ("ru", "DE", "Германия"),
        ("en", "Elsewhere", "Elsewhere"),
        ("en", "", ""),
    ],
)
def test_countries_are_called_by_name(language: str, code: str, name: str) -> None:
    with override(language):
        assert country(code) == name
