"""The JSON API: every context's and flow's router under /api/v1."""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.utils.translation import override
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from arasta.config import docs_schema
from arasta.contexts.identity.api_auth import ApiKeyAuth
from arasta.kernel.http import problems
from arasta.kernel.http.bodies import Bodies

FLOWS = [
    "ordering.api", "ordering.orders_api", "ordering.changes_api", "ordering.shortfalls_api", "ordering.holds_api",
    "ordering.batons_api", "ordering.fittings_api", "ordering.times_api",
    "shipping.api", "shipping.arrivals_api", "reviewing.api", "returning.requests_api", "returning.channel_returns_api",
    "wishing.api",
    "stocking.api", "stocking.rules_api", "stocking.lots_api", "stocking.kits_api", "stocking.supplies_api", "stocking.bulk_api",
    "publishing.listings_api", "publishing.drift_api",
]  # fmt: skip


class DescribedApi(NinjaAPI):
    """The API with its whole description: keys, scopes, headers and refusals of every operation."""

    @cached_property
    def description_document(self) -> OpenAPISchema:
        """The OpenAPI document, built once: routes do not change while the server runs."""
        with override("en"):
            return docs_schema.completed(docs_schema.Document(self, self.get_root_path({})), self)

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        """Return the document; the address the router asks from does not matter."""
        return self.description_document


def _rooms() -> list[str]:
    names = [f"arasta.contexts.{name}.api" for name in settings.CONTEXTS]
    return [name for name in names if find_spec(name)] + [f"arasta.flows.{name}" for name in FLOWS]


api = DescribedApi(
    title="Arasta",
    version="1",
    description=docs_schema.INTRODUCTION,
    urls_namespace="api",
    auth=ApiKeyAuth(),
    docs_url=None,
    openapi_url="/openapi.json",
    parser=Bodies(),
)
problems.install(api)
for room in _rooms():
    api.add_router("", import_module(room).router)
