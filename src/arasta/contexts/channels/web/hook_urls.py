"""Addresses under /hooks/, outside the back office and the API: who calls is judged by what the call itself bears."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.channels.web import hooks

urlpatterns = [path("<str:key>", hooks.take, name="channels_hook")]
