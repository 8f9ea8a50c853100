import ast
import re
import tomllib
from pathlib import Path

import pytest

from arasta.local import words

ROOM = Path(words.__file__).parent
TABLE = tomllib.loads((ROOM / "words.toml").read_text(encoding="utf-8"))


def said() -> set[str]:
    texts = set()
    for path in ROOM.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path.name}:{node.lineno} says what no table can hold"
                texts.add(str(first.value))
    return texts


def test_the_table_holds_exactly_what_is_said() -> None:
    assert set(TABLE) == said()


def test_each_text_is_translated_with_the_same_values() -> None:
    for text, others in TABLE.items():
        assert set(others) == {"tr", "ru"}, text
        for other in others.values():
            assert sorted(re.findall(r"{\w+}", other)) == sorted(re.findall(r"{\w+}", text)), text


@pytest.mark.parametrize(
    ("locale", "answer"),
    [
        ("tr_TR.UTF-8", "bulunamadı"),
        ("ru_RU.UTF-8", "не найден"),
        ("en_GB.UTF-8", "not found"),
        ("fr_FR.UTF-8", "not found"),
        ("C.UTF-8", "not found"),
    ],
)
def test_the_locale_chooses_the_language(locale: str, answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARASTA_LANGUAGE")
    monkeypatch.setenv("LC_ALL", locale)

    assert words.say("not found") == answer
