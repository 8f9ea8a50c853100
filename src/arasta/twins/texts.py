"""The words of the twins' pages in three languages, read once from `texts/*.toml` and `texts/NAME/*.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LANGUAGES = {"en": "English", "tr": "Türkçe", "ru": "Русский"}
DEFAULT_LANGUAGE = "en"
_FOLDER = Path(__file__).parent / "texts"


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    words: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            words |= _flat(value, f"{prefix}{name}.")
        else:
            words[prefix + name] = str(value)
    return words


def _read(language: str) -> dict[str, str]:
    """Read what all twins say, and what each says for itself in a folder of its own."""
    words: dict[str, str] = {}
    for path in [_FOLDER / f"{language}.toml", *sorted(_FOLDER.glob(f"*/{language}.toml"))]:
        words |= _flat(tomllib.loads(path.read_text(encoding="utf-8")))
    return words


WORDS: Mapping[str, Mapping[str, str]] = {language: _read(language) for language in LANGUAGES}


def say(language: str, key: str, **values: object) -> str:
    """Return a text in a language; a missing key is a programming error and raises KeyError."""
    return WORDS[language][key].format(**values)


def choose(asked: str | None, remembered: str | None, accepted: str) -> str:
    """Choose the language: the one asked for, then the remembered one, then the browser's first known."""
    accepted_codes = [part.split(";")[0].strip()[:2].lower() for part in accepted.split(",")]
    for code in (asked, remembered, *accepted_codes):
        if code in LANGUAGES:
            return str(code)
    return DEFAULT_LANGUAGE
