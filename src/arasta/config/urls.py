"""Every address of the shop, the till, the back office and the API."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import JavaScriptCatalog

from arasta.config import media
from arasta.config.api import api

HERE = Path(__file__).parent.parent


def _office() -> list[URLResolver]:
    return [
        path("office/", include(f"arasta.contexts.{name}.web.urls"))
        for name in settings.CONTEXTS
        if (HERE / "contexts" / name / "web" / "urls.py").exists()
    ]


def _surfaces() -> list[URLResolver]:
    prefixes = {"backoffice": "office/", "pos": "till/", "storefront": ""}
    return [
        path(prefix, include(f"arasta.surfaces.{name}.urls"))
        for name, prefix in prefixes.items()
        if (HERE / "surfaces" / name / "urls.py").exists()
    ]


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("media/<path:name>", media.serve, name="media"),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    *_office(),
    *_surfaces(),
]

handler404 = "arasta.config.errors.not_found"
handler403 = "arasta.config.errors.forbidden"
handler500 = "arasta.config.errors.broken"
handler400 = "arasta.config.errors.bad_request"
