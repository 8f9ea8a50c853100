"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.messages.web import texting, views

urlpatterns = [
    path("messages", views.messages, name="messages_list"),
    path("messages/about-order/<str:key>", views.order_panel, name="messages_order_panel"),
    path("text-messages", texting.account, name="messages_texting"),
    path("text-messages/stop", texting.stop, name="messages_texting_stop"),
    path("text-messages/try", texting.attempt, name="messages_texting_try"),
    path("messages/<str:key>", views.message, name="messages_message"),
    path("messages/<str:key>/as-seen", views.as_seen, name="messages_as_seen"),
    path("messages/<str:key>/again", views.again, name="messages_again"),
]
