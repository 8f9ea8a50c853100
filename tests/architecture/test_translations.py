"""Every text that people read is written in Turkish and Russian: none missing, none doubtful, none left uncompiled."""

from __future__ import annotations

import ast
import gettext
import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parents[2] / "src" / "arasta"
LANGUAGES = ("tr", "ru")
FILES = sorted(SOURCE.glob("**/LC_MESSAGES/django*.po"))
CALLS = {"_", "gettext", "gettext_noop", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "N_"}
TRANS = re.compile(r"{%-?\s*(?:trans|translate)\s+(?P<quote>[\"'])(?P<text>.*?)(?P=quote)")
BLOCK = re.compile(
    r"{%\s*blocktrans(?:late)?\b(?P<options>.*?)%}(?P<text>.*?){%\s*endblocktrans(?:late)?\s*%}", re.DOTALL
)
PLURAL = re.compile(r"{%\s*plural\s*%}")
TWINS = SOURCE / "twins"


def shown(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3])


def test_there_are_files_for_both_languages() -> None:
    assert {path.parts[-3] for path in FILES} == set(LANGUAGES)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_nothing_is_missing_or_doubtful(path: Path) -> None:
    faulty = [
        message.id
        for message in read(path)
        if message.id
        and (message.fuzzy or not (all(message.string) if isinstance(message.string, tuple) else message.string))
    ]

    assert faulty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_is_said_in_one_way_everywhere(language: str) -> None:
    """Of several translations Django knows the first only: what means two things has a context."""
    said: dict[tuple[str | None, str], set[str]] = {}
    for path in FILES:
        if path.parts[-3] == language and path.name == "django.po":
            for message in read(path):
                forms = message.string[:3] if isinstance(message.string, tuple) else message.string
                said.setdefault((message.context, str(message.id)), set()).add(str(forms))

    assert {key: ways for key, ways in said.items() if key[1] and len(ways) > 1} == {}


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_values_keep_their_names(path: Path) -> None:
    wrong = [message.id for message in read(path) if message.id and _names(message.id) != _names(message.string)]

    assert wrong == []


def _names(text: object) -> set[str]:
    """A value may be left out of a sentence in no language; of several forms all name the same."""
    forms = text if isinstance(text, tuple | list) else (text,)
    return {name for form in forms for name in re.findall(r"%\((\w+)\)", str(form))}


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_the_compiled_file_is_of_the_same_mind(path: Path) -> None:
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    written = {
        (message.id[0], 0) if isinstance(message.id, tuple) else message.id: (
            message.string[0] if isinstance(message.string, tuple) else message.string
        )
        for message in read(path)
        if message.id and not message.context
    }

    assert {key: compiled.get(key) for key in written} == written


@cache
def known(language: str) -> frozenset[str]:
    """Return every text that is translated somewhere."""
    found: set[str] = set()
    for path in FILES:
        if path.parts[-3] == language:
            for message in read(path):
                found.update(str(form) for form in (message.id if isinstance(message.id, tuple) else (message.id,)))
    return frozenset(found)


@cache
def texts(path: Path) -> set[str]:
    """Return the texts that a file marks for translation."""
    content = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        return {found["text"].replace("%", "%%") for found in TRANS.finditer(content)} | _blocks(content)
    marked: set[str] = set()
    for node in ast.walk(ast.parse(content)):
        if isinstance(node, ast.Call) and _name(node.func) in CALLS:
            said = node.args[1:] if _name(node.func) == "pgettext" else node.args
            marked.update(one.value for one in said if isinstance(one, ast.Constant) and isinstance(one.value, str))
    return marked


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _blocks(content: str) -> set[str]:
    found: set[str] = set()
    for block in BLOCK.finditer(content):
        for part in PLURAL.split(block["text"]):
            plain = re.sub(r"%", "%%", part) if "{{" in part else part
            text = re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", plain)
            found.add(" ".join(text.split()) if "trimmed" in block["options"] else text)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_text_is_translated(language: str) -> None:
    paths = [path for ending in ("py", "html") for path in SOURCE.glob(f"**/*.{ending}") if TWINS not in path.parents]

    missing = {
        f"{shown(path)}: {text}" for path in paths for text in texts(path) if text and text not in known(language)
    }

    assert missing == set()


TEMPLATES = [
    path for path in sorted(SOURCE.glob("**/*.html")) if TWINS not in path.parents and "design" not in str(path)
]
NO_WORDS = [
    r"{#.*?#}",
    r"{%\s*comment.*?%}.*?{%\s*endcomment\s*%}",
    r"{%\s*blocktrans.*?endblocktrans\w*\s*%}",
    r"{%\s*block (?:face|body_class)\s*%}.*?{%\s*endblock\s*%}",
    r"{%.*?%}",
    r"{{.*?}}",
    r"<!--.*?-->",
    r"<(script|style|svg|code|kbd)\b.*?</\1>",
]
SPOKEN = re.compile(r"\s(?:title|aria-label|placeholder|alt|label|text|lead|help)=\"([^\"]*)\"")
SAME_IN_ALL = {"PDF", "CSV", "SKU", "Esc", "Ctrl K"}


@pytest.mark.parametrize("path", TEMPLATES, ids=shown)
def test_no_word_stands_unmarked_in_a_template(path: Path) -> None:
    content = path.read_text(encoding="utf-8")
    for pattern in NO_WORDS:
        content = re.sub(pattern, " ", content, flags=re.DOTALL)
    parts = [*SPOKEN.findall(content), *re.split(r"<[^>]*>", content)]

    assert [part.strip() for part in parts if re.search(r"[^\W\d_]{2}", part) and part.strip() not in SAME_IN_ALL] == []
