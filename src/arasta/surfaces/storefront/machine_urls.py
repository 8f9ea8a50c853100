"""Addresses of the shop for machines: the same in every language."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.storefront.views import info, install, kiosk, machines, near

urlpatterns = [
    path("q/<str:place>/<str:sku>", near.scan, name="shop_scan"),
    path("office/kiosks", kiosk.links, name="shop_kiosks"),
    path("robots.txt", machines.robots, name="shop_robots"),
    path("sitemap.xml", machines.index, name="shop_sitemap"),
    path("sitemap-pages.xml", machines.pages, name="shop_sitemap_pages"),
    path("sitemap-products-<int:number>.xml", machines.products, name="shop_sitemap_products"),
    path("manifest.webmanifest", install.manifest, name="shop_manifest"),
    path("worker.js", install.worker, name="shop_worker"),
    path("tints.css", info.tints, name="shop_tints"),
]
