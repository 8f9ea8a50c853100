"""Addresses from which outside services fetch feeds."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.channels.web import feed_file

urlpatterns = [path("<str:word>/<str:file_name>", feed_file.fetch, name="channels_feed_file")]
