"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.payments.web import views

urlpatterns = [
    path("payments", views.payments, name="payments_list"),
    path("payments/of-order/<str:key>", views.order_panel, name="payments_order_panel"),
]
