"""Guards of API operations: permission first, then one effect per idempotency key.

Used under the route: `@router.post(...)` then `@decorate_view(guards.write("stock.write"))`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction as django_transaction
from django.http import HttpRequest, HttpResponse

from arasta.kernel import db
from arasta.kernel.errors import DomainError
from arasta.kernel.http import problems
from arasta.kernel.idempotency import answers
from arasta.kernel.requests import actor_of

Operation = Callable[..., HttpResponse]
Guard = Callable[[Operation], Operation]


def read(permission: str) -> Guard:
    """Let only actors with the permission read."""

    def guard(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                actor_of(request).require(permission)
            except DomainError as refusal:
                return problems.from_domain(refusal)
            return operation(request, *args, **kwargs)

        return guarded

    return guard


def write(permission: str, *, in_steps: bool = False) -> Guard:
    """Let only actors with the permission write, once per Idempotency-Key.

    The effect and its stored answer commit together. `in_steps` is for flows that call the network between two
    transactions: they are repeatable by a unique key of their own, and the answer is stored after them.
    """

    def guard(operation: Operation) -> Operation:
        @wraps(operation)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = request.headers.get("Idempotency-Key", "")
            account = f"{actor_of(request).kind}:{actor_of(request).id}"
            try:
                actor_of(request).require(permission)
                stored = answers.claim(account, key, _hash(request))
            except DomainError as refusal:
                return problems.from_domain(refusal)
            if stored is not None:
                return HttpResponse(stored.body, status=stored.status, content_type=stored.content_type)
            call = _steps if in_steps else _whole
            return call(lambda: operation(request, *args, **kwargs), account, key)

        return guarded

    return guard


def _whole(effect: Callable[[], HttpResponse], account: str, key: str) -> HttpResponse:
    with db.savepoint():
        response = effect()
        if response.status_code < 400:
            _store(response, account, key)
        else:
            django_transaction.set_rollback(True)
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
    if response.status_code in {404, 409}:
        _store(response, account, key)
    else:
        answers.drop(account, key)


def _store(response: HttpResponse, account: str, key: str) -> None:
    answers.store(account, key, answers.Answer(response.status_code, response.content, response["Content-Type"]))


def _hash(request: HttpRequest) -> bytes:
    return hashlib.sha256(b"\n".join([(request.method or "").encode(), request.path.encode(), request.body])).digest()
