"""JSON can say what no text column holds: U+0000, and half of a character that takes two."""

from __future__ import annotations

import pytest

from arasta.kernel.http.bodies import UNKEEPABLE
from tests.api.integrator import Integrator

pytestmark = pytest.mark.django_db

WRITER = ("stock.write",)


@pytest.mark.parametrize("text", [b"\\u0000", b"\\ud83d", b"\\uD83D", b"\\ude00", b"\\ud83d\\u0041"])
@pytest.mark.parametrize(
    ("before", "after", "path"),
    [
        (b'{"reference": "', b'", "lines": []}', "body.body.reference"),
        (b'{"reference": "DN", "lines": [{"sku": "A"}, {"sku": "', b'"}]}', "body.body.lines.1.sku"),
        (b'{"reference": "DN", "lines": [{"', b'": 1}]}', "body.body.lines.0"),
    ],
    ids=["text", "deep", "name"],
)
def test_it_is_refused_with_its_place(text: bytes, before: bytes, after: bytes, path: str) -> None:
    answer = Integrator(WRITER).send("post", "stock/receipts", raw=before + text + after)

    assert answer.refusal == (422, "invalid_request")
    assert answer.body["errors"] == [{"path": path, "message": UNKEEPABLE, "rule": "value_error"}]


NO_JSON = {
    "no-number": b'{"reference": "\\ud83d", "lines": NaN}',
    "cut": b'{"reference": "\\ud83d"',
    "cut-escape": b'{"reference": "\\ud8"}',
    "deep": b"[" * 100_000 + b"\\ud83d",
}


@pytest.mark.parametrize("name", NO_JSON)
def test_what_is_no_json_besides_is_told_so(name: str) -> None:
    answer = Integrator(WRITER).send("post", "stock/receipts", raw=NO_JSON[name])

    assert answer.refusal == (400, "malformed_json")


def test_a_whole_character_of_two_halves_is_fine() -> None:
    answer = Integrator(WRITER).send("post", "stock/receipts", raw=b'{"reference": "\\ud83d\\ude00", "lines": []}')

    assert answer.body["errors"][0]["path"] == "body.body.lines"
