"""Invoices have no page of their own: an order's page hands its invoice out."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
