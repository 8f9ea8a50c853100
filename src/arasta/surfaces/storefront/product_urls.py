"""Addresses beside a product's page: its reviews, its code, and the shopper's place."""

from __future__ import annotations

from django.urls import path

from arasta.surfaces.storefront.views import near, reviews

urlpatterns = [
    path("p/<str:handle>/reviews", reviews.reviews, name="shop_reviews"),
    path("p/<str:handle>/review", reviews.write, name="shop_review"),
    path("p/<str:handle>/code.svg", near.code, name="shop_code"),
    path("place", near.place, name="shop_place"),
]
