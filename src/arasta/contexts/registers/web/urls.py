"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.registers.web import views

urlpatterns = [
    path("registers", views.registers, name="registers_list"),
    path("registers/of-order/<str:key>", views.order_panel, name="registers_order_panel"),
]
