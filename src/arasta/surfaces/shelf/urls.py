"""Addresses of shelf displays, all under /shelf/."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.shelf import views

urlpatterns = [path("<str:place>/<str:sku>", views.display, name="shelf_display")]
