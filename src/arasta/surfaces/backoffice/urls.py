"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.kernel.web.design import design
from arasta.kernel.web.pages import permitted
from arasta.surfaces.backoffice.views import (
    audit,
    carts,
    finding,
    fulfillment,
    home,
    order,
    orders,
    stock,
    stock_changes,
    system,
    transfers,
)

urlpatterns = [
    path("", home.home, name="backoffice_home"),
    path("today/figures", home.figures, name="backoffice_figures"),
    path("today/feed", home.feed, name="backoffice_feed"),
    path("today/ticket", home.ticket, name="backoffice_live_ticket"),
    path("find", finding.find, name="backoffice_find"),
    path("orders", orders.orders, name="orders_page"),
    path("orders/<str:key>", order.order, name="orders_order"),
    path("orders/<str:key>/cancel", order.cancel, name="backoffice_order_cancel"),
    path("carts/<str:key>", carts.cart, name="backoffice_cart"),
    path("fulfillment/<str:key>/actions", fulfillment.actions, name="backoffice_fulfillment_actions"),
    path("fulfillment/<str:key>/accept", fulfillment.accept, name="backoffice_fulfillment_accept"),
    path("fulfillment/<str:key>/ready", fulfillment.ready, name="backoffice_fulfillment_ready"),
    path("fulfillment/<str:key>/ship", fulfillment.ship, name="backoffice_fulfillment_ship"),
    path("fulfillment/<str:key>/hand-over", fulfillment.hand_over, name="backoffice_fulfillment_hand_over"),
    path("stock", stock.levels, name="inventory_levels"),
    path("stock/<str:key>", stock.item, name="backoffice_stock_item"),
    path("stock/<str:key>/why", stock.why, name="backoffice_stock_why"),
    path("stock/<str:key>/<str:place>/<str:act>", stock_changes.change, name="backoffice_stock_change"),
    path("products/<str:key>/stock", stock.of_product, name="backoffice_product_stock"),
    path("transfers", transfers.transfers, name="inventory_transfers"),
    path("transfers/send", transfers.send, name="backoffice_transfer_send"),
    path("transfers/find", transfers.find, name="backoffice_transfer_find"),
    path("transfers/line/<str:key>", transfers.line, name="backoffice_transfer_line"),
    path("transfers/<str:key>/receive", transfers.receive, name="backoffice_transfer_receive"),
    path("system", system.system, name="backoffice_system"),
    path("audit", audit.audit, name="backoffice_audit"),
    path("audit/run", audit.run, name="backoffice_audit_run"),
    path("audit/<int:drift>", audit.drift, name="backoffice_drift"),
    path("system/deliveries/<int:delivery>/replay", system.replay, name="backoffice_replay"),
    path("design", permitted("system.read")(design), name="design"),
]
