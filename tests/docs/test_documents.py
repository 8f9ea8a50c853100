"""What the documents name is there: files, commands, options, targets, addresses of the API."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.reading import DOCUMENTS, ROOT, blocks, code, commands, links, name, spans

EVERY = pytest.mark.parametrize("document", DOCUMENTS, ids=name)
OUTSIDE = ("https://www.rfc-editor.org/", "https://semver.org/")
ROOMS = (
    "src/",
    "tests/",
    "tools/",
    "docs/",
    "requirements/",
    ".ci/",
    "contexts/",
    "flows/",
    "connectors/",
    "surfaces/",
    "kernel/",
)
# Made by following a walk, or by running Arasta.
MADE = ("rentals", "etsy")


def is_there(word: str) -> bool:
    """Tell whether a path leads somewhere, from the checkout or from `src/arasta`; a star stands for anything."""
    return any(next(base.glob(word.rstrip("/")), None) for base in (ROOT, ROOT / "src/arasta"))


@EVERY
def test_every_link_leads_somewhere(document: Path) -> None:
    broken = [
        target
        for target in links(document)
        if not (target.startswith(OUTSIDE) or (document.parent / target.split("#")[0]).exists())
    ]

    assert broken == []


@EVERY
def test_every_path_is_there(document: Path) -> None:
    words = [word for word in spans(document) if word.startswith(ROOMS) and " " not in word and "…" not in word]
    paths = [word for word in words if not any(made in word for made in MADE)]

    assert [path for path in paths if not is_there(path)] == []


@EVERY
def test_every_named_test_is_there(document: Path) -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    named = [word for word in spans(document) if re.fullmatch(r"test_\w+", word)]

    assert [one for one in named if f"def {one}(" not in tests] == []


@EVERY
def test_every_command_and_option_is_known(document: Path) -> None:
    from typer.main import get_command

    from arasta.cli import app

    known = {
        command: {
            option
            for part in (found, *getattr(found, "commands", {}).values())
            for one in part.params
            for option in (*one.opts, *one.secondary_opts)
        }
        | {"--help"}
        for command, found in get_command(app).commands.items()  # type: ignore[attr-defined]
    }
    used = list(commands(document, "arasta"))

    assert [command for command, _ in used if command not in known] == []
    options = [(command, word) for command, words in used for word in words if word.startswith("--")]
    assert [one for one in options if one[1] not in known[one[0]]] == []


@EVERY
def test_every_target_is_in_the_makefile(document: Path) -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

    assert [target for target, _ in commands(document, "make") if target not in targets] == []


@EVERY
def test_every_address_of_the_api_is_described(document: Path) -> None:
    from arasta.config.api import api

    described = {re.sub(r"\{[^}]+\}", "*", path) for path in api.get_openapi_schema()["paths"]}
    pattern = re.compile(r"(?:\$API|/api/v1)(/[\w/$-]+)")
    used = [path for piece in code(document) for path in pattern.findall(piece)]
    wrong = [path for path in used if path not in {"/docs", "/openapi"} and not _matches(path, described)]

    assert wrong == []


def _matches(path: str, described: set[str]) -> bool:
    patterns = [re.escape(one).replace(r"\*", "[^/]+") for one in described]
    return any(re.fullmatch(pattern, f"/api/v1{path}") for pattern in patterns)


def test_every_decision_has_a_number_and_a_rule_for_a_title() -> None:
    pages = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))

    for number, page in enumerate(pages, start=1):
        lines = page.read_text(encoding="utf-8").splitlines()
        assert page.name.startswith(f"{number:04d}-")
        assert lines[0].startswith(f"# {number}. ")
        assert lines[2].startswith("*Tags: ")
        assert 10 <= len(lines) <= 40


def test_the_readme_begins_with_two_commands() -> None:
    assert [block.strip() for block in blocks(ROOT / "README.md")[:2]] == ["make demo", "make test"]
