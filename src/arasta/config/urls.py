"""Every address of the shop, the till, the back office and the API."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from arasta.config import docs, health, media, payment_hooks
from arasta.config.api import api

# Under one roof: an address of the shop, the most asked of all, is not compared with each of them.
_OFFICE = [
    *(f"arasta.contexts.{name}.web.urls" for name in settings.CONTEXTS),
    "arasta.surfaces.merchandising.urls",
    "arasta.surfaces.backoffice.urls",
    "arasta.surfaces.desk.urls",
    "arasta.surfaces.shelf.office_urls",
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs", docs.reference, name="api_docs"),
    path("api/v1/problems", docs.refusals, name="api_refusals"),
    path("api/v1/", api.urls),
    path("livez", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("media/<path:name>", media.serve, name="media"),
    path("office/", include([path("", include(room)) for room in _OFFICE])),
    path("brand/", include("arasta.contexts.brand.web.public_urls")),
    path("hooks/payments/<str:key>", payment_hooks.take, name="payment_hook"),
    path("hooks/", include("arasta.contexts.channels.web.hook_urls")),
    path("feeds/", include("arasta.contexts.channels.web.feed_urls")),
    path("till/", include("arasta.surfaces.pos.urls")),
    path("shelf/", include("arasta.surfaces.shelf.urls")),
    path("", include("arasta.surfaces.storefront.machine_urls")),
    # The shop's addresses name their language; the last of them answers all that is left.
    *i18n_patterns(path("", include("arasta.surfaces.storefront.urls")), prefix_default_language=False),
]

handler404 = "arasta.config.errors.not_found"
handler403 = "arasta.config.errors.forbidden"
handler500 = "arasta.config.errors.broken"
handler400 = "arasta.config.errors.bad_request"
