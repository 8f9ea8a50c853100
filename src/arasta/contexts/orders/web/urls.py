"""Addresses under /office/. The order book names channels, so its pages stand in the back office surface."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.orders.web import panels

urlpatterns = [path("orders/of-customer/<str:key>", panels.of_customer, name="orders_customer_panel")]
