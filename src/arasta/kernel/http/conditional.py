"""Reads that who asks may hold already: an ETag with each answer, and 304 without a body to who names it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

Operation = Callable[..., HttpResponse]


def conditional(operation: Operation) -> Operation:
    """Let an operation answer so. The tag is the answer's own digest, so it changes with whatever the answer says."""

    @wraps(operation)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = operation(request, *args, **kwargs)
        if answer.status_code != HTTPStatus.OK:
            return answer
        tag = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
        answer["ETag"], answer["Cache-Control"] = tag, "private, no-cache"
        return get_conditional_response(request, etag=tag, response=answer) or answer

    return answered
