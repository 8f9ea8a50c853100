"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path, re_path

from arasta.contexts.catalog.web import gallery, listing, product, variant_row

urlpatterns = [
    path("products", listing.product_list, name="catalog_products"),
    path("products/add", listing.product_add, name="catalog_product_add"),
    path("products/<str:key>", product.product, name="catalog_product"),
    path("products/<str:key>/pictures", gallery.gallery, name="catalog_gallery"),
    path("products/<str:key>/text/<str:spoken>", product.save_text, name="catalog_product_text"),
    path("products/<str:key>/facts", product.save_facts, name="catalog_product_facts"),
    re_path(
        r"^products/(?P<key>[^/]+)/status/(?P<status>draft|active|archived)$",
        product.set_status,
        name="catalog_product_status",
    ),
    path("products/<str:key>/variants", product.add_variant, name="catalog_variant_add"),
    path("products/<str:key>/variants/<str:variant_key>", variant_row.row, name="catalog_variant_row"),
    path("products/<str:key>/variants/<str:variant_key>/edit", variant_row.edit, name="catalog_variant_edit"),
    path("products/<str:key>/variants/<str:variant_key>/save", variant_row.save, name="catalog_variant_save"),
    path("variants", listing.variant_list, name="catalog_variants"),
]
