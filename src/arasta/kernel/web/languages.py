"""Languages in addresses: `/tr/…` is Turkish, the program's own language needs no word; other rooms have no such words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import LocalePrefixPattern, get_resolver
from django.utils import translation
from django.utils.cache import patch_vary_headers


class SpeakAsAddressed:
    """Speak the language an address names; where addresses name none, the one the reader chose or their browser asks for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._answer = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path, named = request.path_info, is_named(request.path_info)
        translation.activate(of_path(path) if named else translation.get_language_from_request(request))
        language = translation.get_language() or settings.LANGUAGE_CODE
        request.LANGUAGE_CODE = language
        own = f"/{settings.LANGUAGE_CODE}/"
        if path.startswith(own) and request.method in {"GET", "HEAD"}:
            return HttpResponsePermanentRedirect(request.get_full_path().replace(own, "/", 1))
        response = self._answer(request)
        if not named:
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response


def codes() -> list[str]:
    """Return the languages we speak."""
    return [code for code, _ in settings.LANGUAGES]


def of_path(path: str) -> str:
    """Return the language that an address names."""
    first = _first(path)
    return first if first in codes() else settings.LANGUAGE_CODE


def is_named(path: str) -> bool:
    """Tell whether an address is one of those that name a language."""
    return _first(path) not in _silent_rooms()


def in_language(address: str, code: str) -> str:
    """Return the same page in another language; an address that names none is returned as it is."""
    parts = urlsplit(address)
    path = parts.path or "/"
    if not is_named(path):
        return address
    first = _first(path)
    bare = path[len(first) + 1 :] or "/" if first in codes() else path
    moved = bare if code == settings.LANGUAGE_CODE else f"/{code}{bare}"
    return urlunsplit(parts._replace(path=moved))


def _first(path: str) -> str:
    return path.lstrip("/").partition("/")[0]


@cache
def _silent_rooms() -> frozenset[str]:
    """Return the first words of all addresses beside those that name a language."""
    rooms = {settings.STATIC_URL.strip("/")}
    for entry in get_resolver().url_patterns:
        if not isinstance(entry.pattern, LocalePrefixPattern):
            rooms.add(_first(str(entry.pattern)))
    return frozenset(rooms - {""})
