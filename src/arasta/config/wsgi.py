"""The business server: `granian --interface wsgi arasta.config.wsgi:application`."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")

from django.core.wsgi import get_wsgi_application

django = get_wsgi_application()

from arasta.config.shortcut import Shortcut  # noqa: E402 - it reads what Django has set up
from arasta.config.spoiled_cookies import free_of_spoiled  # noqa: E402

application = Shortcut(free_of_spoiled(django))

# What was loaded stays for good: the collector need not look at it again and again, nor at every few hundred new things.
gc.collect()
gc.freeze()
gc.set_threshold(100_000, 50, 100)
