"""Guess which SKU a channel's listing is. Pure: the candidates come in, the reason goes out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from arasta.contexts.channels.types.policies import Candidate, Guess, MatchReason, ToMatch
from arasta.kernel.money import Money

SURE = 90
LEAST = 45
_NEAR_PERCENT = 10


def folded(sku: str) -> str:
    """Write a SKU in capitals without what people put between its parts; a number keeps no zeros before it."""
    bare = "".join(letter for letter in sku.upper() if letter.isalnum())
    return bare.lstrip("0") if bare.isdigit() else bare


def gtin14(code: str) -> str:
    """Write a barcode with fourteen digits, so that the same code in two lengths is the same."""
    return code.zfill(14) if code.isascii() and code.isdigit() and 8 <= len(code) <= 14 else ""


def guesses(seen: ToMatch, candidates: Sequence[Candidate], *, most: int = 3) -> list[Guess]:
    """Return what a listing may be, the surest first; a tie between two is never sure."""
    found = [guess for candidate in candidates if (guess := _guess(seen, candidate))]
    ranked = sorted(found, key=lambda guess: (-guess.confidence, str(guess.variant_id)))
    if len(ranked) > 1 and ranked[0].confidence == ranked[1].confidence >= SURE:
        tied = ranked[0].confidence
        ranked = [Guess(one.variant_id, SURE - 10, one.reason) if one.confidence == tied else one for one in ranked]
    return ranked[:most]


def _guess(seen: ToMatch, ours: Candidate) -> Guess | None:
    for reason, confidence in _grounds(seen, ours):
        if confidence >= LEAST:
            return Guess(ours.variant_id, confidence, reason)
    return None


def _grounds(seen: ToMatch, ours: Candidate) -> list[tuple[MatchReason, int]]:
    """List grounds from the surest to the weakest with what each is worth here."""
    theirs = {gtin14(code) for code in (seen.barcode, seen.sku, seen.external_id)} - {""}
    spelled = [code for code in (seen.sku, seen.external_id) if code]
    near = _is_near(seen.price, ours.price)
    return [
        (MatchReason.GTIN, 99 if gtin14(ours.gtin) in theirs else 0),
        (MatchReason.SKU, 97 if ours.sku in spelled else 0),
        (MatchReason.SKU_FOLDED, (92 if near is not False else 80) if _same_sku(spelled, ours.sku) else 0),
        (MatchReason.TITLE_AND_PRICE, min(88, ours.likeness * 9 // 10 + 5) if near and ours.likeness >= 55 else 0),
        (MatchReason.TITLE, min(70, ours.likeness * 7 // 10) if ours.likeness >= 65 else 0),
    ]


def _same_sku(spelled: Sequence[str], ours: str) -> bool:
    bare = folded(ours)
    return len(bare) >= 3 and bare in {folded(code) for code in spelled}


def _is_near(theirs: Money | None, ours: Money | None) -> bool | None:
    """Tell whether prices are within a tenth of each other; nothing if they cannot be compared."""
    if theirs is None or ours is None or theirs.currency != ours.currency:
        return None
    return abs(theirs.minor - ours.minor) * 100 <= _NEAR_PERCENT * max(theirs.minor, ours.minor)


def likeness(theirs: str, ours: str) -> int:
    """Return how alike two titles are, in percent: by the words they share, whatever their order, and by letters."""
    left, right = _words(theirs), _words(ours)
    if not left or not right:
        return 0
    shared = 200 * len(left & right) // (len(left) + len(right))
    letters = int(100 * SequenceMatcher(None, " ".join(sorted(left)), " ".join(sorted(right))).ratio())
    return max(shared, letters)


def _words(text: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i").replace("İ", "i")).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return set(re.findall(r"[^\W_]+", bare))
