"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.returns.web import views

urlpatterns = [
    path("returns", views.returns, name="returns_list"),
    path("returns/of-order/<str:key>", views.order_panel, name="returns_order_panel"),
]
