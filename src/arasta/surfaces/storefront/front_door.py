"""Front doors: the home page and what stands on a printed code cannot know who comes, so they ask for the reader's language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from arasta.kernel.web import languages


def answer(request: HttpRequest) -> HttpResponse | None:
    """Send who reads another language to the same page in theirs; nothing where the address names a language or it fits.

    Who chose a language keeps it: the choice is in a cookie. Machines that ask for no language see the address as it is.
    """
    wish = translation.get_language_from_request(request)
    if languages.of_path(request.path_info) != settings.LANGUAGE_CODE or wish == settings.LANGUAGE_CODE:
        return None
    moved = redirect(languages.in_language(request.get_full_path(), wish))
    patch_vary_headers(moved, ("Accept-Language", "Cookie"))
    return moved
