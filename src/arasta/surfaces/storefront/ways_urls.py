"""Addresses of the ways to get things: fetch an order, book a fitting, reserve in a store."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.storefront.views import coming

urlpatterns = [
    path("order/<str:word>/pickup", coming.pickup, name="shop_pickup"),
    path("order/<str:word>/here", coming.here, name="shop_here"),
]
