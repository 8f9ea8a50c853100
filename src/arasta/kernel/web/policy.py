"""What a page may load: the policy of django-csp, put together once instead of for each answer.

Its words stand in the settings, and only the nonce differs from page to page. Pages that want more (the bank's script on
the payment step) are left to django-csp.
"""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_WISHES = ("_csp_config", "_csp_update", "_csp_replace", "_csp_exempt")
_NONCE = "the-nonce-of-the-page"


class KeptPolicy(CSPMiddleware):
    """Sends the settings' policy with each page that wishes for no other. There is none that is only reported."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Write the header, after which no nonce is given any more."""
        if any(hasattr(response, wish) for wish in _WISHES):
            return super().process_response(request, response)
        nonce = getattr(request, "_csp_nonce", None)
        if HEADER not in response:
            response[HEADER] = _policy(True).replace(_NONCE, nonce) if nonce else _policy(False)
        if nonce is None:
            cast(Any, request).csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)
        return response


@cache
def _policy(has_nonce: bool) -> str:
    return build_policy(nonce=_NONCE if has_nonce else None)
