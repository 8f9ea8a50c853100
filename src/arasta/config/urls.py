"""Every address of the shop, the till, the back office and the API."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path

from arasta.config import docs, health, media, payment_hooks
from arasta.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/docs", docs.reference, name="api_docs"),
    path("api/v1/problems", docs.refusals, name="api_refusals"),
    path("api/v1/", api.urls),
    path("livez", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("media/<path:name>", media.serve, name="media"),
    *(path("office/", include(f"arasta.contexts.{name}.web.urls")) for name in settings.CONTEXTS),
    path("office/", include("arasta.surfaces.merchandising.urls")),
    path("office/", include("arasta.surfaces.backoffice.urls")),
    path("office/", include("arasta.surfaces.desk.urls")),
    path("brand/", include("arasta.contexts.brand.web.public_urls")),
    path("hooks/payments/<str:key>", payment_hooks.take, name="payment_hook"),
    path("hooks/", include("arasta.contexts.channels.web.hook_urls")),
    path("feeds/", include("arasta.contexts.channels.web.feed_urls")),
    path("till/", include("arasta.surfaces.pos.urls")),
    path("office/", include("arasta.surfaces.shelf.office_urls")),
    path("shelf/", include("arasta.surfaces.shelf.urls")),
    path("", include("arasta.surfaces.storefront.machine_urls")),
    # The shop's addresses name their language; the last of them answers all that is left.
    *i18n_patterns(path("", include("arasta.surfaces.storefront.urls")), prefix_default_language=False),
]

handler404 = "arasta.config.errors.not_found"
handler403 = "arasta.config.errors.forbidden"
handler500 = "arasta.config.errors.broken"
handler400 = "arasta.config.errors.bad_request"
