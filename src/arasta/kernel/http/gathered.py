"""API writes that are done together with those that come at the same time, each once per Idempotency-Key.

The effects and the stored answers of a batch commit together, so a key needs no claim beforehand: of two who act under
one key at the same time, the later is undone and hears the answer of the first. What one of them is refused concerns
nobody else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override

from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import DomainError
from arasta.kernel.gathering import THIS_PROCESS, Crowd, Gatherer
from arasta.kernel.http import problems
from arasta.kernel.http.guards import claim_of
from arasta.kernel.idempotency import answers
from arasta.kernel.idempotency.answers import Answer, Claim
from arasta.kernel.requests import actor_of

JSON = "application/json"
MOST = 64
_TRIES = 3

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


class _Overtaken(Exception):
    """A rival answered under one of the keys first: what was done is undone."""


class GatheredWrites(Generic[Asked]):
    """Answers one operation's requests in batches. `effect` runs inside a transaction and answers each by itself."""

    def __init__(self, effect: Effect[Asked], *, most: int = MOST, crowd: Crowd = THIS_PROCESS) -> None:
        self._effect = effect
        self._gatherer: Gatherer[_Call[Asked], _Outcome] = Gatherer(self._do, most=most, crowd=crowd)

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
        first: dict[tuple[str, str], int] = {}
        for place, call in enumerate(calls):
            first.setdefault((call.claim.account, call.claim.key), place)
        outcomes = self._settled(calls, list(first.values()))
        for place, call in enumerate(calls):
            if place not in outcomes:
                origin = first[call.claim.account, call.claim.key]
                outcomes[place] = _repeated(call.claim, calls[origin].claim, outcomes[origin])
        return [outcomes[place] for place in range(len(calls))]

    def _settled(self, calls: Sequence[_Call[Asked]], firsts: Sequence[int]) -> dict[int, _Outcome]:
        for _ in range(_TRIES):
            with suppress(_Overtaken):
                return self._do_once(calls, firsts)
        raise answers.KeyInProgress

    def _do_once(self, calls: Sequence[_Call[Asked]], firsts: Sequence[int]) -> dict[int, _Outcome]:
        with db.transaction():
            outcomes = _answered(calls, firsts)
            fresh = [place for place in firsts if place not in outcomes]
            outcomes |= self._act(calls, fresh)
            kept = [(calls[place].claim, answer) for place in fresh if (answer := outcomes[place].answer)]
            if not answers.keep_all(kept):
                raise _Overtaken
            refused = [place for place in fresh if outcomes[place].refusal]
            return outcomes | _answered(calls, refused) if refused else outcomes

    def _act(self, calls: Sequence[_Call[Asked]], places: Sequence[int]) -> dict[int, _Outcome]:
        """Have the effects of fresh calls, one actor's together."""
        by_actor: dict[str, list[int]] = {}
        for place in places:
            by_actor.setdefault(calls[place].claim.account, []).append(place)
        outcomes = {}
        for members in by_actor.values():
            done = self._effect([calls[place].asked for place in members], calls[members[0]].actor)
            for place, result in zip(members, done, strict=True):
                with override(calls[place].language):
                    outcomes[place] = _outcome(result)
        return outcomes


def _answered(calls: Sequence[_Call[Any]], places: Sequence[int]) -> dict[int, _Outcome]:
    """Return what was answered before under the keys of calls, or why they cannot be done now.

    Who was refused asks again: a rival with the same key may have been the reason.
    """
    outcomes = {}
    for place, known in zip(places, answers.answers_to([calls[place].claim for place in places]), strict=True):
        if isinstance(known, Answer):
            outcomes[place] = _Outcome(known, is_replay=True)
        elif known is not None:
            outcomes[place] = _Outcome(refusal=known)
    return outcomes


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
