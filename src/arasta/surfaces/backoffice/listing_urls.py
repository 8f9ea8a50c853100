"""Addresses under /office/ of the pages about listings: what they say, their prices, matching, and a channel's demands."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.backoffice.views import (
    channel_care,
    channel_prices,
    drift,
    listing_edits,
    listing_templates,
    listings,
    matching,
    offering,
    weighing,
)

urlpatterns = [
    path("weigh-a-channel", weighing.weigh, name="backoffice_weigh"),
    path("channels/<str:code>/content", listings.listing_list, name="backoffice_listings"),
    path("channels/<str:code>/content/judge", listings.judge, name="backoffice_judge"),
    path("channels/<str:code>/content/offer", offering.offer, name="backoffice_offer"),
    path("channels/<str:code>/content/edit", listing_edits.edit, name="backoffice_edit"),
    path("channels/<str:code>/content/<str:key>", listings.listing, name="backoffice_listing"),
    path("channels/<str:code>/templates", listing_templates.templates, name="backoffice_templates"),
    path("channels/<str:code>/edits", listing_edits.edit_list, name="backoffice_edits"),
    path("channels/<str:code>/edits/<str:key>", listing_edits.saved, name="backoffice_edit_saved"),
    path("channels/<str:code>/edits/<str:key>/undo", listing_edits.undo, name="backoffice_edit_undo"),
    path("channels/<str:code>/prices", channel_prices.channel_prices, name="backoffice_channel_prices"),
    path("channels/<str:code>/prices/decide", channel_prices.decide_prices, name="backoffice_decide_prices"),
    path("channels/<str:code>/matching", matching.matching, name="backoffice_matching"),
    path("channels/<str:code>/matching/decide", matching.decide, name="backoffice_match"),
    path("channels/<str:code>/drift", drift.drift, name="backoffice_listing_drift"),
    path("channels/<str:code>/drift/on-purpose", drift.deviations, name="backoffice_deviations"),
    path("channels/<str:code>/drift/settle", drift.settle, name="backoffice_settle_drift"),
    path("channels/<str:code>/health", channel_care.health, name="backoffice_health"),
    path("channels/<str:code>/calendar", channel_care.calendar, name="backoffice_calendar"),
    path("channels/<str:code>/calendar/settle", channel_care.settle, name="backoffice_settle_deadline"),
]
