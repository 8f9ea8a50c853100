"""Addresses under /office/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.channels.web import (
    accounts,
    buffering,
    deliveries,
    feeds,
    holding,
    parked,
    rollout,
    traffic,
    views,
)

urlpatterns = [
    path("feeds", feeds.feed_list, name="channels_feeds"),
    path("feeds/add", feeds.add, name="channels_feed_add"),
    path("feeds/<str:key>", feeds.feed, name="channels_feed"),
    path("feeds/<str:key>/left-out", feeds.left_out, name="channels_feed_left_out"),
    path("feeds/<str:key>/write", feeds.write_now, name="channels_feed_write"),
    path("feeds/<str:key>/renew", feeds.renew, name="channels_feed_renew"),
    path("feeds/<str:key>/revoke", feeds.revoke, name="channels_feed_revoke"),
    path("channels", views.channel_list, name="channels_channels"),
    path("channels/of-order/<str:key>", views.order_panel, name="channels_order_panel"),
    path("channels/parked/<str:key>", parked.parked_item, name="channels_parked_item"),
    path("channels/parked/<str:key>/resolve", parked.resolve, name="channels_resolve"),
    path("channels/parked/<str:key>/dismiss", parked.dismiss, name="channels_dismiss"),
    path("channels/<str:code>", views.channel, name="channels_channel"),
    path("channels/<str:code>/pause", views.pause, name="channels_pause"),
    path("channels/<str:code>/resume", views.resume, name="channels_resume"),
    path("channels/<str:code>/holding", holding.terms, name="channels_holding"),
    path("channels/<str:code>/listings", views.listing_list, name="channels_listings"),
    path("channels/<str:code>/parked", parked.parked_list, name="channels_parked"),
    path("channels/<str:code>/batches", views.ticket_list, name="channels_tickets"),
    path("channels/<str:code>/roll-out", rollout.rollout, name="channels_rollout"),
    path("channels/<str:code>/returns", accounts.return_list, name="channels_returns"),
    path("channels/<str:code>/money", accounts.money, name="channels_money"),
    path("channels/<str:code>/money/lines", accounts.money_entries, name="channels_money_entries"),
    path("channels/<str:code>/buffers", buffering.kept_back, name="channels_buffers"),
    path("channels/<str:code>/traffic", traffic.traffic, name="channels_traffic"),
    path("channels/<str:code>/deliveries", deliveries.delivery_list, name="channels_deliveries"),
    path("channels/<str:code>/deliveries/<str:key>", deliveries.delivery, name="channels_delivery"),
    path("channels/<str:code>/deliveries/<str:key>/replay", deliveries.replay, name="channels_replay"),
    path("channels/<str:code>/hints/<str:key>/replay", deliveries.replay_hint, name="channels_hint_replay"),
]
