"""The kit on one page: every component in every state, with sample values."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def design(request: HttpRequest) -> HttpResponse:
    """Show every component of the kit."""
    return render(request, "arasta/design.html", {})
