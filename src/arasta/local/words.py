"""What this room says, in the language of whoever sits at the terminal.

The English sentence is the key; `words.toml` beside this file holds the others. Django's catalogs are not
used, for the command line speaks before Django is loaded (or when it cannot be).
"""

import os
import tomllib
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "tr", "ru")


def say(text: str, **values: object) -> str:
    """Return `text` in the terminal's language, with the values filled in."""
    words = _words().get(text, {})
    return words.get(language(), text).format(**values)


def language() -> str:
    """Name the terminal's language: `ARASTA_LANGUAGE`, else the locale's, else English."""
    for name in ("ARASTA_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return value[:2].lower() if value[:2].lower() in LANGUAGES else "en"
    return "en"


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
