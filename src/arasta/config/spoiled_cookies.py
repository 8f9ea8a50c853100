"""Free browsers of a cookie with letters for whose sake the server reads none of their cookies.

Granian hands on such a Cookie header as an empty one, which no browser sends of itself. The cookie of a town was once
written with letters of its language; it is taken away, and with the next request its shopper is known again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from arasta.surfaces.storefront.nearby import COOKIE

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_AWAY = ("Set-Cookie", f"{COOKIE}=; Max-Age=0; Path=/; SameSite=Lax")


def free_of_spoiled(application: Application) -> Application:
    """Let an application answer, and take the cookie away from whoever's header could not be read."""

    def answer(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, _AWAY], *rest)

        return application(environ, start if environ.get("HTTP_COOKIE") == "" else start_response)

    return answer
