"""Whose a thing is that an open address names: a new address with a word in it that has no line here fails the build.

Pages for staff and customers' own pages stand in `who_may.py`: there a stranger is refused by who they are. Here nobody
signs in: who was given the word may, and a word that was guessed, cut or put together of two opens nothing to anybody.
"""

from __future__ import annotations

from uuid import UUID

from arasta.contexts.orders.queries import links as orders
from arasta.contexts.payments import queries as payments
from arasta.kernel.ids import to_public
from arasta.surfaces.storefront import kiosk, links
from arasta.surfaces.storefront.views.fitting import fitting_path

NOBODYS = "nobody's"
ORDER, PAYMENT_LINK, FITTING, CART, BATON, KIOSK = "order", "payment link", "fitting", "cart", "baton", "kiosk"

WHOSE: dict[str, str] = {
    "media": NOBODYS,
    "brand_stylesheet": NOBODYS,
    "brand_icon": NOBODYS,
    "payment_hook": NOBODYS,
    "channels_hook": NOBODYS,
    "channels_feed_file": NOBODYS,
    "shelf_display": NOBODYS,
    "shop_scan": NOBODYS,
    "shop_sitemap_products": NOBODYS,
    "shop_category": NOBODYS,
    "shop_collection": NOBODYS,
    "shop_product": NOBODYS,
    "shop_reviews": NOBODYS,
    "shop_review": NOBODYS,
    "shop_code": NOBODYS,
    "": NOBODYS,
    "shop_order": ORDER,
    "shop_order_progress": ORDER,
    "shop_order_change": ORDER,
    "shop_order_way": ORDER,
    "shop_order_cancel": ORDER,
    "shop_order_again": ORDER,
    "shop_order_invoice": ORDER,
    "shop_order_write_invoice": ORDER,
    "shop_order_credit_note": ORDER,
    "shop_return": ORDER,
    "shop_return_withdraw": ORDER,
    "shop_pickup": ORDER,
    "shop_here": ORDER,
    "shop_come_at": ORDER,
    "shop_taken": ORDER,
    "shop_missing": ORDER,
    "shop_pay": PAYMENT_LINK,
    "shop_pay_return": PAYMENT_LINK,
    "shop_fitting": FITTING,
    "shop_fitting_here": FITTING,
    "shop_fitting_cancel": FITTING,
    "shop_payment_return": CART,
    "shop_baton": BATON,
    "shop_kiosk_start": KIOSK,
    "shop_kiosk_stop": KIOSK,
}

_PREFIX = {ORDER: "ord", PAYMENT_LINK: "ord", FITTING: "fit", CART: "crt", KIOSK: "loc"}


def forged(kind: str, key: UUID, other: UUID) -> list[str]:
    """Return words for a thing that nobody was given: its bare id, another thing's seal, half a seal, another kind's."""
    if kind == BATON:
        return ["00000-00001", "ZZZZZ-ZZZZZ", to_public("crt", key)]
    bare, word, seal = to_public(_PREFIX[kind], key), sealed(kind, key), sealed(kind, other).rpartition(".")[2]
    strange = sealed(ORDER if kind != ORDER else CART, key)
    return [bare, f"{bare}.{seal}", word[:-1], strange]


def sealed(kind: str, key: UUID) -> str:
    """Return the word that stands for a thing in addresses."""
    if kind == ORDER:
        return orders.word_of(key)
    if kind == PAYMENT_LINK:
        return payments.link_word(key)
    paths = {FITTING: fitting_path, CART: links.return_path, KIOSK: kiosk.start_path}
    return paths[kind](key).rstrip("/").rpartition("/")[2]
