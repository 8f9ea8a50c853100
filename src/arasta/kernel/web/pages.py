"""Guards and answers of back office pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from arasta.kernel.access import ActorKind
from arasta.kernel.errors import DomainError
from arasta.kernel.http.problems import STATUS, sentence
from arasta.kernel.requests import actor_of

View = Callable[..., HttpResponse]

SIGN_IN = "/office/sign-in"


def permitted(permission: str) -> Callable[[View], View]:
    """Let staff with the permission in; send nobody to the sign-in page, and tell the others who can grant it."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            actor = actor_of(request)
            if actor.kind is not ActorKind.STAFF:
                return _to_sign_in(request)
            if not actor.may(permission):
                return render(request, "arasta/error.html", {"status": 403, "permission": permission}, status=403)
            if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
                raise BadRequest("U+0000 fits no column")
            try:
                return view(request, *args, **kwargs)
            except DomainError as refusal:
                return refused(request, refusal)

        return guarded

    return guard


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send nobody to the sign-in page; htmx is told to leave the page, so that no part of it shows the form."""
    if request.headers.get("HX-Request") != "true":
        return redirect(f"{SIGN_IN}?{urlencode({'next': request.get_full_path()})}")
    page = urlsplit(request.headers.get("HX-Current-URL", ""))
    target = urlencode({"next": urlunsplit(("", "", page.path, page.query, ""))})
    return HttpResponse(status=401, headers={"HX-Redirect": f"{SIGN_IN}?{target}"})


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """Answer a refusal that no form took: the sentence, with the status of its kind."""
    context = {"status": STATUS[refusal.kind], "message": sentence(refusal), "code": refusal.code}
    return render(request, "arasta/error.html", context, status=STATUS[refusal.kind])
