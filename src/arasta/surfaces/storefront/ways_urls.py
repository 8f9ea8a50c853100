"""Addresses of the ways to get things: fetch an order, book a fitting, reserve in a store."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.storefront.views import coming, fitting

urlpatterns = [
    path("order/<str:word>/pickup", coming.pickup, name="shop_pickup"),
    path("order/<str:word>/here", coming.here, name="shop_here"),
    path("order/<str:word>/come", coming.come, name="shop_come_at"),
    path("order/<str:word>/taken", coming.taken, name="shop_taken"),
    path("order/<str:word>/missing", coming.answer, name="shop_missing"),
    path("try", fitting.book, name="shop_try"),
    path("fitting/<str:word>", fitting.fitting, name="shop_fitting"),
    path("fitting/<str:word>/here", fitting.here, name="shop_fitting_here"),
    path("fitting/<str:word>/cancel", fitting.cancel, name="shop_fitting_cancel"),
]
