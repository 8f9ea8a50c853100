"""Meta's calls as request values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from arasta.connectors.meta.account import Catalog
from arasta.kernel.transport.limits import RateGroup, Window
from arasta.kernel.transport.wire import HttpRequest, write_json

BATCH, READ = "items_batch", "catalog_read"
MOST_ITEMS = 5000
PAGE = 250
_FIELDS = (
    "retailer_id,name,description,availability,inventory,price,sale_price,url,image_url,additional_image_urls,"
    "retailer_product_group_id,gtin,product_type,review_status,review_rejection_reasons,errors"
)


def rate_groups() -> Sequence[RateGroup]:
    """Return the budgets: a hundred batches an hour, and what an application may read."""
    return [RateGroup(BATCH, [Window(100, 3600)]), RateGroup(READ, [Window(200, 3600)])]


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of one catalog."""

    catalog: Catalog

    def batch(self, requests: Sequence[dict[str, Any]], *, may_create: bool) -> HttpRequest:
        """Send products, or what changed of them; all values are absolute, so that twice does no harm."""
        body = {"item_type": "PRODUCT_ITEM", "allow_upsert": may_create, "requests": list(requests)}
        return HttpRequest(
            method="POST",
            path=f"/{self.catalog.catalog_id}/items_batch",
            group=BATCH,
            headers={"content-type": "application/json"},
            body=write_json(body),
            repeatable=True,
        )

    def status(self, handle: str) -> HttpRequest:
        """Ask what became of a batch."""
        query = {"handle": handle, "load_ids_of_invalid_requests": "true"}
        return self._get(f"/{self.catalog.catalog_id}/check_batch_request_status", query)

    def products(self, *, codes: Sequence[str] = (), after: str = "") -> HttpRequest:
        """Read products: some by our codes, or a page of all."""
        query = {"fields": _FIELDS, "limit": str(PAGE)}
        if codes:
            query["filter"] = write_json({"retailer_id": {"is_any": list(codes)}}).decode()
        if after:
            query["after"] = after
        return self._get(f"/{self.catalog.catalog_id}/products", query)

    def about(self) -> HttpRequest:
        """Read what catalog it is."""
        return self._get(f"/{self.catalog.catalog_id}", {"fields": "id,name,product_count,business"})

    def _get(self, path: str, query: dict[str, str]) -> HttpRequest:
        return HttpRequest(method="GET", path=path, group=READ, query=query, repeatable=True)
