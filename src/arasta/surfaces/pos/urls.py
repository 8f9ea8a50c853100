"""Addresses under /till/."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.pos.views import brought, day, fittings, handing, owed, pay, pickups, places, returns, sale

urlpatterns = [
    path("", sale.sale, name="till"),
    path("find", sale.find, name="till_find"),
    path("add", sale.add, name="till_add"),
    path("line", sale.line, name="till_line"),
    path("void", sale.void, name="till_void"),
    path("new", sale.set_aside, name="till_new"),
    path("back", sale.bring_back, name="till_back"),
    path("customer", handing.customer, name="till_customer"),
    path("customer/take", handing.take, name="till_take"),
    path("customer/serve", handing.serve, name="till_serve"),
    path("hand", handing.hand, name="till_hand"),
    path("cart", handing.cart, name="till_cart"),
    path("pay", pay.pay, name="till_pay"),
    path("pay/numbers", pay.numbers, name="till_numbers"),
    path("pay/cash", pay.cash, name="till_cash"),
    path("pay/card", pay.card, name="till_card"),
    path("receipts/<str:key>.pdf", day.receipt_pdf_file, name="till_receipt_pdf"),
    path("receipts/<str:key>", day.receipt, name="till_receipt"),
    path("pickups", pickups.board, name="till_pickups"),
    path("pickups/find", pickups.scan, name="till_pickup_find"),
    path("fittings/<str:key>", fittings.fitting, name="till_fitting"),
    path("fittings/<str:key>/arrived", fittings.arrived, name="till_fitting_arrived"),
    path("fittings/<str:key>/end", fittings.end, name="till_fitting_end"),
    path("fittings/<str:key>/sell", fittings.sell, name="till_fitting_sell"),
    path("pickups/brought/<str:key>", brought.brought, name="till_brought"),
    path("pickups/brought/<str:key>/here", brought.received, name="till_brought_here"),
    path("pickups/<str:key>", pickups.pickup, name="till_pickup"),
    path("pickups/<str:key>/accept", pickups.accept, name="till_pickup_accept"),
    path("pickups/<str:key>/ready", pickups.ready, name="till_pickup_ready"),
    path("pickups/<str:key>/coming", pickups.coming, name="till_pickup_coming"),
    path("pickups/<str:key>/missing", pickups.missing, name="till_pickup_missing"),
    path("pickups/<str:key>/found", pickups.found, name="till_pickup_found"),
    path("pickups/<str:key>/give", pickups.give, name="till_pickup_give"),
    path("owed", owed.find, name="till_owed_find"),
    path("owed/<str:key>", owed.owed, name="till_owed"),
    path("owed/<str:key>/cash", owed.cash, name="till_owed_cash"),
    path("owed/<str:key>/card", owed.card, name="till_owed_card"),
    path("returns", returns.find, name="till_returns"),
    path("returns/<str:key>", returns.one, name="till_return"),
    path("returns/<str:key>/receive", returns.receive, name="till_return_receive"),
    path("today", day.today, name="till_today"),
    path("registers", places.choose, name="till_registers"),
    path("leave", places.leave, name="till_leave"),
]
