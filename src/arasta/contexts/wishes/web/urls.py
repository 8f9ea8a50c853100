"""Addresses under /office/: none; the front ends show what is kept here."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
