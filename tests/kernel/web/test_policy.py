"""The policy that is put together once says what django-csp says for each page."""

from __future__ import annotations

from typing import Any, cast

import pytest
from csp.exceptions import CSPNonceError
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from arasta.kernel.web.policy import KeptPolicy

HEADER = "Content-Security-Policy"


def answered(middleware: type[CSPMiddleware], *, nonce: str | None, **wishes: object) -> tuple[HttpRequest, set[str]]:
    """Answer a request whose page drew a nonce, or none; return it with the parts of its policy."""

    def page(request: HttpRequest) -> HttpResponse:
        asked: Any = request
        asked._csp_nonce = nonce
        response: Any = HttpResponse("page")
        for name, wish in wishes.items():
            setattr(response, name, wish)
        return cast(HttpResponse, response)

    request = RequestFactory().get("/")
    response = cast(HttpResponse, middleware(page)(request))
    return request, set(response[HEADER].split("; "))


@pytest.mark.parametrize("nonce", [None, "first", "second"])
@pytest.mark.parametrize(
    "wishes", [{}, {"_csp_update": {"script-src": ["https://bank.example"]}}], ids=["plain", "own"]
)
def test_it_says_the_same(nonce: str | None, wishes: dict[str, object]) -> None:
    _, kept = answered(KeptPolicy, nonce=nonce, **wishes)

    assert kept == answered(CSPMiddleware, nonce=nonce, **wishes)[1]
    assert any(f"'nonce-{nonce}'" in part for part in kept) is bool(nonce)


def test_no_nonce_is_given_once_the_policy_is_written() -> None:
    request: Any = answered(KeptPolicy, nonce=None)[0]

    with pytest.raises(CSPNonceError):
        str(request.csp_nonce)
