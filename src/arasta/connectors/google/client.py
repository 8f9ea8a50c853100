"""Google's calls as request values. A product's name goes into the address in the form that any code fits."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from arasta.connectors.google.account import Merchant
from arasta.kernel.transport.limits import RateGroup, Window
from arasta.kernel.transport.wire import HttpRequest, write_json

WRITE, READ, STORES, LOGIN = "product_write", "product_read", "store_write", "login"
PAGE = 250
_JSON = {"content-type": "application/json"}


def rate_groups(calls_per_minute: int) -> Sequence[RateGroup]:
    """Return the budgets. Google gives each account its own; the setting says which."""
    return [RateGroup(name, [Window(calls_per_minute, 60)]) for name in (WRITE, READ, STORES)]


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of one merchant."""

    merchant: Merchant

    def insert(self, body: dict[str, Any]) -> HttpRequest:
        """Put a whole product in; an older version than the one that is there is refused."""
        path = f"/products/v1/{self.merchant.parent}/productInputs:insert"
        return self._send("POST", path, {"dataSource": self.merchant.source}, body)

    def patch(self, offer_id: str, body: dict[str, Any], fields: Sequence[str]) -> HttpRequest:
        """Change some fields of a product that we put in; a field that is named and absent is emptied."""
        query = {"dataSource": self.merchant.source, "updateMask": ",".join(fields)}
        return self._send("PATCH", f"/products/v1/{self._input(offer_id)}", query, body)

    def delete(self, offer_id: str) -> HttpRequest:
        """Take a product out."""
        return HttpRequest(
            method="DELETE",
            path=f"/products/v1/{self._input(offer_id)}",
            group=WRITE,
            query={"dataSource": self.merchant.source},
            repeatable=True,
        )

    def product(self, offer_id: str) -> HttpRequest:
        """Read what is shown of a product."""
        return self._get(f"/products/v1/{self._product(offer_id)}", {})

    def products(self, page_token: str) -> HttpRequest:
        """Read a page of what is shown."""
        query = {"pageSize": str(PAGE)} | ({"pageToken": page_token} if page_token else {})
        return self._get(f"/products/v1/{self.merchant.parent}/products", query)

    def at_store(self, offer_id: str, body: dict[str, Any]) -> HttpRequest:
        """Say what a store has of a product."""
        path = f"/inventories/v1/{self._product(offer_id)}/localInventories:insert"
        return self._send("POST", path, {}, body, group=STORES)

    def account(self) -> HttpRequest:
        """Read who the account belongs to."""
        return self._get(f"/accounts/v1/{self.merchant.parent}", {})

    def source(self) -> HttpRequest:
        """Read the data source that is ours."""
        return self._get(f"/datasources/v1/{self.merchant.source}", {})

    def _input(self, offer_id: str) -> str:
        return f"{self.merchant.parent}/productInputs/{self._coded(offer_id)}"

    def _product(self, offer_id: str) -> str:
        return f"{self.merchant.parent}/products/{self._coded(offer_id)}"

    def _coded(self, offer_id: str) -> str:
        name = f"{self.merchant.language}~{self.merchant.label}~{offer_id}"
        return base64.urlsafe_b64encode(name.encode()).rstrip(b"=").decode()

    def _get(self, path: str, query: dict[str, str]) -> HttpRequest:
        return HttpRequest(method="GET", path=path, group=READ, query=query, repeatable=True)

    def _send(
        self, method: str, path: str, query: dict[str, str], body: dict[str, Any], *, group: str = WRITE
    ) -> HttpRequest:
        """All that is sent is whole and absolute, so that sending it twice does no harm."""
        return HttpRequest(
            method=method, path=path, group=group, query=query, headers=_JSON, body=write_json(body), repeatable=True
        )
