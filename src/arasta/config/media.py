"""Serve uploaded pictures from the home folder, with a long cache: their names change when they do."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve as serve_file


def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a file below MEDIA_ROOT, or 404."""
    response = serve_file(request, name, document_root=str(settings.MEDIA_ROOT))
    response["Cache-Control"] = "public, max-age=604800"
    return response
