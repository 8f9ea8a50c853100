"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.brand.web import views

urlpatterns = [
    path("brands", views.kits, name="brand_kits"),
    path("brands/add", views.add, name="brand_kit_add"),
    path("brands/<slug:code>", views.kit, name="brand_kit"),
    path("brands/<slug:code>/preview", views.preview, name="brand_preview"),
    path("brands/<slug:code>/preview.css", views.preview_stylesheet, name="brand_preview_stylesheet"),
    path("brands/<slug:code>/pictures/<slug:place>", views.picture, name="brand_picture"),
]
