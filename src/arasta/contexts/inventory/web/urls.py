"""Addresses under /office/. Levels and transfers name products, so their pages stand in the back office surface."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.inventory.web import views

urlpatterns = [
    path("locations", views.location_list, name="inventory_locations"),
    path("locations/add", views.add, name="inventory_location_add"),
    path("locations/<str:key>", views.location, name="inventory_location"),
]
