"""Addresses under /office/: the pages about hours and pickup stand in the back office, which knows the locations."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
