"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.pricing.web import cells, lists, taxes

urlpatterns = [
    path("prices/cells/<str:key>", cells.cells, name="pricing_cells"),
    path("prices/<str:key>", cells.cell, name="pricing_cell"),
    path("prices/<str:key>/edit", cells.edit, name="pricing_edit"),
    path("prices/<str:key>/save", cells.save, name="pricing_save"),
    path("price-lists", lists.price_lists, name="pricing_lists"),
    path("price-lists/add", lists.add, name="pricing_list_add"),
    path("price-lists/<slug:code>", lists.change, name="pricing_list"),
    path("tax-rates", taxes.tax_rates, name="pricing_taxes"),
]
