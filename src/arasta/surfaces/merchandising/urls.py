"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.merchandising import views

urlpatterns = [
    path("collections", views.collections, name="merchandising_collections"),
    path("collections/add", views.add, name="merchandising_collection_add"),
    path("collections/<str:code>", views.edit, name="merchandising_collection"),
    path("collections/<str:code>/remove", views.remove, name="merchandising_collection_remove"),
    path("companions", views.companions, name="merchandising_companions"),
]
