"""Addresses of what a customer does after the order: follow it, cancel it, send something back, buy it again."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.storefront.views import after, change, change_way, send_back

urlpatterns = [
    path("follow", after.find, name="shop_find_order"),
    path("order/<str:word>/progress", after.progress, name="shop_order_progress"),
    path("order/<str:word>/change", change.change, name="shop_order_change"),
    path("order/<str:word>/way", change_way.change, name="shop_order_way"),
    path("order/<str:word>/cancel", after.cancel, name="shop_order_cancel"),
    path("order/<str:word>/again", after.again, name="shop_order_again"),
    path("order/<str:word>/credit-notes/<str:number>.pdf", after.credit_note, name="shop_order_credit_note"),
    path("order/<str:word>/invoice.pdf", after.invoice, name="shop_order_invoice"),
    path("order/<str:word>/invoice", after.write_invoice, name="shop_order_write_invoice"),
    path("order/<str:word>/return", send_back.send_back, name="shop_return"),
    path("order/<str:word>/return/<str:key>/withdraw", send_back.withdraw, name="shop_return_withdraw"),
]
