"""Addresses of reviews in the back office, all under /office/; their names begin with "reviews_"."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.reviews.web import views

urlpatterns = [
    path("reviews", views.reviews, name="reviews_list"),
    path("reviews/<str:key>/decide", views.decide, name="reviews_decide"),
    path("reviews/<str:key>/reply", views.reply, name="reviews_reply"),
]
