"""Addresses of carrying the cart on, of what is put away, of favorites, and of talking to us."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.storefront.views import chat, handing, wishes

urlpatterns = [
    path("cart/hand", handing.hand, name="shop_hand"),
    path("cart/hand/back", handing.call_back, name="shop_hand_back"),
    path("cart/fetch", handing.fetch, name="shop_fetch"),
    path("cart/pulse", handing.pulse, name="shop_pulse"),
    path("cart/later", wishes.later, name="shop_later"),
    path("cart/later/back", wishes.back, name="shop_later_back"),
    path("cart/later/drop", wishes.drop, name="shop_later_drop"),
    path("favorites", wishes.favorites, name="shop_favorites"),
    path("favorites/mark", wishes.like, name="shop_like"),
    path("chat", chat.chat, name="shop_chat"),
    path("chat/news", chat.news, name="shop_chat_news"),
    path("b", handing.enter, name="shop_enter_code"),
    path("b/<str:code>", handing.baton, name="shop_baton"),
]
