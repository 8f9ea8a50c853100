"""The live server: `granian --interface asgi --workers-kill-timeout 1 arasta.config.live:application`.

Its connections never end by themselves, so a server that waits for them on its way out would wait for ever.
"""

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
