"""What stood before you came: templates, goods that a shop sold before it was connected, a counted shelf to look over."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings

from arasta.contexts.channels.services import content
from arasta.contexts.imports.types import ImportKind, Reading, RunInput
from arasta.demo import amazon, woocommerce
from arasta.demo.kervan.data import Company, ProductData
from arasta.flows.publishing import look_queue
from arasta.flows.stocking import import_queue, import_store
from arasta.kernel.access import SYSTEM

TEMPLATES: Mapping[str, Mapping[str, str]] = {
    "trendyol": {"title": "{brand} {title} {options}", "description": "{description}\n14 gün içinde ücretsiz iade."},
    amazon.CODE: {"title": "{brand} {title}, {options}"},
}
_COUNTED = "KADIKOY"
_FILE = "count-kadikoy.csv"


def prepare(company: Company, opened: Mapping[str, UUID]) -> None:
    """Give channels their templates, let the blog's shop show what it sold before, and put a count in line."""
    for channel, texts in TEMPLATES.items():
        content.save_templates(opened[channel], texts)
    _sold_before(company.products[woocommerce.LAST : woocommerce.LAST + 3])
    look_queue.look_now(opened[woocommerce.CODE])
    _count(company)


def _sold_before(products: Sequence[ProductData]) -> None:
    """Leave goods where the shop's twin looks for them: ours as they are, under other words, and one that is not ours."""
    same, spelled, named = (product.variants[0] for product in products)
    goods = [
        (products[0].title["tr"], same.sku, same.prices["TRY"]),
        (products[1].title["tr"], spelled.sku.lower().replace("-", "_"), spelled.prices["TRY"]),
        (products[2].title["tr"], "blog-0017", named.prices["TRY"]),
        ("Blog okurlarına hediye paketi", "blog-gift", 4990),
    ]
    note = Path(settings.HOME) / "twins" / f"{woocommerce.CODE}.goods"
    note.parent.mkdir(parents=True, exist_ok=True)
    bodies = [
        {
            "name": name,
            "sku": sku,
            "regular_price": f"{minor // 100}.{minor % 100:02}",
            "manage_stock": True,
            "stock_quantity": 3,
        }
        for name, sku, minor in goods
    ]
    note.write_text(json.dumps(bodies, ensure_ascii=False), encoding="utf-8")


def _count(company: Company) -> None:
    """Have a counted shelf checked, and kept only when somebody says so; one line bears a typing error."""
    some = [variant for product in company.products[:8] for variant in product.variants[:1]]
    lines = [f"{one.sku},{_COUNTED},{one.stock.get(_COUNTED, 0)}" for one in some]
    text = "\n".join(["sku,location,quantity", *lines, f"{some[0].sku}x,{_COUNTED},4"])
    path, size = import_store.keep([text.encode()])
    given = RunInput(kind=ImportKind.STOCK, file_name=_FILE, path=path, size=size, is_trial=True, reading=Reading())
    import_queue.take_in(given, actor=SYSTEM)
