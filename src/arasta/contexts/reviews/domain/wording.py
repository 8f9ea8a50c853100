"""What may stand in a review."""

from __future__ import annotations

import re
from dataclasses import replace

from arasta.contexts.reviews.types import LONGEST_AUTHOR, LONGEST_TEXT, LONGEST_TITLE, STARS, ReviewToWrite

_LINK = re.compile(r"(?:https?://|www\.)\S", re.IGNORECASE)
_DIGITS = re.compile(r"\d(?:[ \-]?\d){12,18}")


def tidied(review: ReviewToWrite) -> ReviewToWrite:
    """Return a review without stray spaces and without characters that nobody sees."""
    return replace(
        review,
        author=_line(review.author),
        title=_line(review.title),
        text="\n".join(line.rstrip() for line in _visible(review.text).strip().splitlines()),
    )


def wrong_fields(review: ReviewToWrite) -> dict[str, str]:
    """Name each wrong field and the rule it breaks: required, too_long, unknown, link or card."""
    wrong = {} if review.stars in STARS else {"stars": "unknown"}
    if not review.author:
        wrong["author"] = "required"
    for name, most in (("author", LONGEST_AUTHOR), ("title", LONGEST_TITLE), ("text", LONGEST_TEXT)):
        said = getattr(review, name)
        if len(said) > most:
            wrong[name] = "too_long"
        elif _LINK.search(said):
            wrong[name] = "link"
        elif any(_is_card(found) for found in _DIGITS.findall(said)):
            wrong[name] = "card"
    return wrong


def _line(text: str) -> str:
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    return "".join(sign for sign in text.replace("\r\n", "\n") if sign == "\n" or sign.isprintable())


def _is_card(text: str) -> bool:
    digits = [int(sign) for sign in reversed(text) if sign.isdigit()]
    return sum(digits[::2]) % 10 == -sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2]) % 10
