"""Guards of API operations: permission first, then one effect per idempotency key.

Used under the route: `@router.post(...)` then `@decorate_view(guards.write("stock.write"))`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError
from django.db import transaction as django_transaction
from django.http import HttpRequest, HttpResponse

from arasta.kernel import db
from arasta.kernel.errors import DomainError
from arasta.kernel.http import bodies, problems
from arasta.kernel.idempotency import answers
from arasta.kernel.requests import actor_of

Operation = Callable[..., HttpResponse]
REFUSALS = (DomainError, RequestDataTooBig, DatabaseError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets only actors with a permission through; a write happens once per Idempotency-Key.

    The effect and its stored answer commit together. `in_steps` is for flows that call the network between two
    transactions: they are repeatable by a unique key of their own, and the answer is stored after them. `by_itself` is
    for operations that see to their keys themselves (see `gathered`).
    """

    permission: str
    is_write: bool = False
    in_steps: bool = False
    by_itself: bool = False
    piecemeal: bool = False

    def __call__(self, operation: Operation) -> Operation:
        """Stand before an operation."""

        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                actor_of(request).require(self.permission)
                if not self.piecemeal and (place := bodies.unkeepable(request)) is not None:
                    return _refused_text(place)
                if self.by_itself:
                    claim_of(request)  # whatever else is wrong with it, a write without a key is told so
                if self.by_itself or not self.is_write:
                    return operation(request, *args, **kwargs)
                return self._once(request, lambda: operation(request, *args, **kwargs))
            except REFUSALS as refusal:
                return problems.answer(refusal)

        return guarded

    def _once(self, request: HttpRequest, effect: Callable[[], HttpResponse]) -> HttpResponse:
        return once(request, effect, in_steps=self.in_steps)


def claim_of(request: HttpRequest) -> answers.Claim:
    """Return what a request claims: its actor's key, and the hash of what it asks. Raises KeyMissing."""
    actor = actor_of(request)
    return answers.Claim(f"{actor.kind}:{actor.id}", request.headers.get("Idempotency-Key", ""), _hash(request))


def once(request: HttpRequest, effect: Callable[[], HttpResponse], *, in_steps: bool) -> HttpResponse:
    """Have an effect once per Idempotency-Key, or give the answer that was stored. Raises KeyReused, KeyInProgress."""
    claim = claim_of(request)
    account, key = claim.account, claim.key
    stored = answers.claim(account, key, claim.request_hash)
    if stored is not None:
        return HttpResponse(
            stored.body,
            status=stored.status,
            content_type=stored.content_type,
            headers={"Idempotency-Replayed": "true"},
        )
    try:
        return _steps(effect, account, key) if in_steps else _whole(effect, account, key)
    except (DatabaseError, InterfaceError):
        db.line().close_if_unusable_or_obsolete()  # over a line that broke, the key would stay taken for a minute
        answers.drop(account, key)
        raise


def read(permission: str) -> Guard:
    """Let only actors with the permission read."""
    return Guard(permission)


def write(permission: str, *, in_steps: bool = False, by_itself: bool = False, piecemeal: bool = False) -> Guard:
    """Let only actors with the permission write, once per Idempotency-Key."""
    return Guard(permission, is_write=True, in_steps=in_steps, by_itself=by_itself, piecemeal=piecemeal)


def _refused_text(place: bodies.Path) -> HttpResponse:
    path = ".".join(map(str, ("body", "body", *place)))
    error = {"path": path, "message": bodies.UNKEEPABLE, "rule": "value_error"}
    return problems.at_the_edge("invalid_request", errors=[error])


def _whole(effect: Callable[[], HttpResponse], account: str, key: str) -> HttpResponse:
    with db.savepoint():
        response = effect()
        if response.status_code >= 400:
            django_transaction.set_rollback(True)
        elif not _store(response, account, key):
            raise answers.KeyInProgress
    if response.status_code >= 400:
        _settle_refusal(response, account, key)
    return response


def _steps(effect: Callable[[], HttpResponse], account: str, key: str) -> HttpResponse:
    response = effect()
    if response.status_code < 400:
        _store(response, account, key)
    else:
        _settle_refusal(response, account, key)
    return response


def _settle_refusal(response: HttpResponse, account: str, key: str) -> None:
    """A decided refusal is an answer too; a malformed request or our own trouble gives the key back."""
    if response.status_code in {404, 409} and getattr(response, "is_final", True):
        _store(response, account, key)
    else:
        answers.drop(account, key)


def _store(response: HttpResponse, account: str, key: str) -> bool:
    answer = answers.Answer(response.status_code, response.content, response["Content-Type"])
    return answers.store(account, key, answer)


def _hash(request: HttpRequest) -> bytes:
    asked = [(request.method or "").encode(), request.get_full_path().encode(), request.body]
    return hashlib.sha256(b"\n".join(asked)).digest()
