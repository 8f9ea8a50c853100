"""Addresses under /office/desk."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.desk.views import chats, desk

urlpatterns = [
    path("desk", desk.desk, name="desk"),
    path("desk/open", desk.open_cart, name="desk_open"),
    path("desk/carts/<str:key>", desk.cart, name="desk_cart"),
    path("desk/carts/<str:key>/line", desk.line, name="desk_line"),
    path("desk/carts/<str:key>/deliver", desk.deliver, name="desk_deliver"),
    path("desk/carts/<str:key>/send", desk.send, name="desk_send"),
    path("desk/carts/<str:key>/write", desk.write, name="desk_write"),
    path("desk/carts/<str:key>/call-back", desk.call_back, name="desk_call_back"),
    path("desk/code", desk.code, name="desk_code"),
    path("desk/chats", chats.chats, name="desk_chats"),
    path("desk/chats/<str:key>", chats.chat, name="desk_chat"),
    path("desk/chats/<str:key>/talk", chats.talk, name="desk_talk"),
    path("desk/chats/<str:key>/say", chats.say, name="desk_say"),
    path("desk/chats/<str:key>/drop", chats.drop, name="desk_drop"),
    path("desk/chats/<str:key>/link", chats.link, name="desk_chat_link"),
    path("desk/chats/<str:key>/close", chats.close, name="desk_chat_close"),
]
