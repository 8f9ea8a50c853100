"""What shop pages load of a brand, under /brand/."""

from __future__ import annotations

from django.urls import path

from arasta.contexts.brand.web import looks

urlpatterns = [
    path("<slug:code>.css", looks.stylesheet, name="brand_stylesheet"),
    path("<slug:code>/icon-<int:size>.png", looks.icon, name="brand_icon"),
]
