"""Addresses of the shop for machines: the same in every language."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.storefront.views import info, near

urlpatterns = [
    path("q/<str:place>/<str:sku>", near.scan, name="shop_scan"),
    path("tints.css", info.tints, name="shop_tints"),
]
