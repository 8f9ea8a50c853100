"""API writes that are done together with those that come at the same time, each once per Idempotency-Key.

The claims of the keys, the effects and the stored answers of a batch commit together. What one of them is refused
concerns nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override

from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.gathering import Gatherer
from arasta.kernel.http import problems
from arasta.kernel.http.guards import claim_of
from arasta.kernel.idempotency import answers
from arasta.kernel.idempotency.answers import Answer, Claim
from arasta.kernel.requests import actor_of

JSON = "application/json"
MOST = 64

Asked = TypeVar("Asked")


@dataclass(frozen=True, slots=True)
class Done:
    """What a write answers: an HTTP status and plain values for its JSON body."""

    status: int
    body: Any


@dataclass(frozen=True, slots=True)
class _Call(Generic[Asked]):
    claim: Claim
    actor: Actor
    language: str
    asked: Asked


@dataclass(frozen=True, slots=True)
class _Outcome:
    answer: Answer | None = None
    refusal: DomainError | None = None
    is_replay: bool = False


Effect = Callable[[Sequence[Asked], Actor], Sequence[Done | DomainError]]


class GatheredWrites(Generic[Asked]):
    """Answers one operation's requests in batches. `effect` runs inside a transaction and answers each by itself."""

    def __init__(self, effect: Effect[Asked], *, most: int = MOST) -> None:
        self._effect = effect
        self._gatherer: Gatherer[_Call[Asked], _Outcome] = Gatherer(self._do, most=most)

    def answer(self, request: HttpRequest, asked: Asked) -> HttpResponse:
        """Do a request, or give the answer that was stored under its key. Raises the DomainError it was refused with."""
        outcome = self._gatherer.do(_Call(claim_of(request), actor_of(request), get_language() or "en", asked))
        if outcome.refusal is not None:
            raise outcome.refusal
        assert outcome.answer is not None  # noqa: S101 - what was not refused was answered
        headers = {"Idempotency-Replayed": "true"} if outcome.is_replay else {}
        stored = outcome.answer
        return HttpResponse(stored.body, status=stored.status, content_type=stored.content_type, headers=headers)

    def _do(self, calls: Sequence[_Call[Asked]]) -> Sequence[_Outcome]:
        outcomes: dict[int, _Outcome] = {}
        with db.transaction():
            first: dict[tuple[str, str], int] = {}
            for place, call in enumerate(calls):
                first.setdefault((call.claim.account, call.claim.key), place)
            firsts = list(first.values())
            found = answers.claim_all([calls[place].claim for place in firsts])
            for place, known in zip(firsts, found, strict=True):
                if isinstance(known, Answer):
                    outcomes[place] = _Outcome(known, is_replay=True)
                elif known is not None:
                    outcomes[place] = _Outcome(refusal=known)
            self._act(calls, [place for place in firsts if place not in outcomes], outcomes)
        for place, call in enumerate(calls):
            if place not in outcomes:
                origin = first[call.claim.account, call.claim.key]
                outcomes[place] = _repeated(call.claim, calls[origin].claim, outcomes[origin])
        return [outcomes[place] for place in range(len(calls))]

    def _act(self, calls: Sequence[_Call[Asked]], places: Sequence[int], outcomes: dict[int, _Outcome]) -> None:
        """Have the effects of fresh calls, one actor's together; keep the answers, give back what was not decided."""
        by_actor: dict[str, list[int]] = {}
        for place in places:
            by_actor.setdefault(calls[place].claim.account, []).append(place)
        for members in by_actor.values():
            done = self._effect([calls[place].asked for place in members], calls[members[0]].actor)
            for place, result in zip(members, done, strict=True):
                with override(calls[place].language):
                    outcomes[place] = _outcome(result)
        kept = [(calls[place].claim, outcomes[place].answer) for place in places]
        answers.store_all([(claim, answer) for claim, answer in kept if answer is not None])
        answers.drop_all([claim for claim, answer in kept if answer is None])


def _outcome(result: Done | DomainError) -> _Outcome:
    """A decided refusal is an answer too, and is kept; one that may be asked again gives its key back."""
    if isinstance(result, Done):
        return _Outcome(Answer(result.status, msgspec.json.encode(result.body), JSON))
    if not problems.is_decided(result):
        return _Outcome(refusal=result)
    told = problems.from_domain(result)
    return _Outcome(Answer(told.status_code, told.content, problems.CONTENT_TYPE))


def _repeated(claim: Claim, origin: Claim, outcome: _Outcome) -> _Outcome:
    """Answer a call whose key came twice in one batch."""
    if claim.request_hash != origin.request_hash:
        return _Outcome(refusal=answers.KeyReused())
    return _Outcome(outcome.answer, outcome.refusal, is_replay=outcome.answer is not None)
