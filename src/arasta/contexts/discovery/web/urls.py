"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.discovery.web import views

urlpatterns = [
    path("synonyms", views.synonyms, name="discovery_synonyms"),
    path("synonyms/<uuid:group>", views.edit, name="discovery_synonyms_edit"),
    path("synonyms/<uuid:group>/remove", views.remove, name="discovery_synonyms_remove"),
]
