"""The business server: `granian --interface wsgi arasta.config.wsgi:application`."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")

from django.core.wsgi import get_wsgi_application

django = get_wsgi_application()

from arasta.config.shortcut import Shortcut  # noqa: E402 - it reads what Django has set up

application = Shortcut(django)
