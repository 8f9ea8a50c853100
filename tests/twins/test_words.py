"""Every text exists in every language, and none is left over."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import arasta.twins
from arasta.twins.faults import Fault
from arasta.twins.testpay.types import Status as PaymentStatus
from arasta.twins.testpay.types import Token
from arasta.twins.texts import LANGUAGES, WORDS, choose, say
from arasta.twins.trendyol.types import MARKET_MOVES, Status

FOLDER = Path(arasta.twins.__file__).parent
TWINS = sorted(path.name for path in (FOLDER / "texts").iterdir() if path.is_dir())
OF_THE_TWINS = ("index", "setting", *TWINS, *(f"{name}_{part}" for name in TWINS for part in ("status", "move")))
"""Groups whose texts a twin asks for by a name it computes; a missing one breaks its page, and so its tests."""


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_text_with_the_same_fields(language: str) -> None:
    assert set(WORDS[language]) == set(WORDS["en"])
    assert {key: fields(text) for key, text in WORDS[language].items()} == {
        key: fields(text) for key, text in WORDS["en"].items()
    }
    assert [key for key, text in WORDS[language].items() if not text.strip()] == []


@pytest.mark.parametrize("language", ["tr", "ru"])
def test_texts_are_written_in_their_language(language: str) -> None:
    same = {key for key in WORDS["en"] if WORDS["en"][key] == WORDS[language][key]}

    assert same <= {"pay.terminal_channel"}


def used_keys() -> set[str]:
    sources = [path.read_text() for path in [*FOLDER.rglob("*.html"), *FOLDER.rglob("*.py")]]
    found = {key for text in sources for key in re.findall(r"\b(?:t|say)\(\s*[\"']([a-z_]+\.[a-z_]+)[\"']", text)}
    moves = {status for reached in MARKET_MOVES.values() for status in reached}
    found |= {f"{group}.{fault}" for fault in Fault for group in ("fault", "fault_about")}
    found |= {f"status.{status}" for status in Status} | {f"move.{status}" for status in moves}
    found |= {f"{name}.{part}" for name in TWINS for part in ("name", "tagline", "foot")}
    found |= {key for key in WORDS["en"] if key.startswith(tuple(f"{group}." for group in OF_THE_TWINS))}
    found |= {f"token.{token}" for token in Token} | {f"payment_status.{status}" for status in PaymentStatus}
    return found


def test_every_text_is_used_and_every_used_text_exists() -> None:
    assert used_keys() == set(WORDS["en"])


def test_a_text_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("en", "shop.nothing")


@pytest.mark.parametrize(
    ("asked", "remembered", "accepted", "chosen"),
    [
        ("tr", "ru", "en", "tr"),
        ("xx", "ru", "en", "ru"),
        (None, None, "de-DE, ru;q=0.8, en;q=0.5", "ru"),
        (None, "xx", "", "en"),
    ],
)
def test_the_language_is_chosen(asked: str | None, remembered: str | None, accepted: str, chosen: str) -> None:
    assert choose(asked, remembered, accepted) == chosen
