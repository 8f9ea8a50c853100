"""The live server: `granian --interface asgi arasta.config.live:application`."""

from __future__ import annotations

import os

import django
from starlette.applications import Starlette


def _build() -> Starlette:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")
    django.setup()
    from arasta.surfaces.backoffice import stream

    return stream.build()


application = _build()
