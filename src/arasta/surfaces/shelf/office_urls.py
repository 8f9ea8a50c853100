"""Addresses of the pages that print labels, all under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.shelf import views

urlpatterns = [
    path("labels", views.labels, name="shelf_labels"),
    path("labels/sheet.pdf", views.sheet, name="shelf_sheet"),
]
