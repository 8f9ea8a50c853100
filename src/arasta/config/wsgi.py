"""The business server: `granian --interface wsgi arasta.config.wsgi:application`."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")

from django.core.wsgi import get_wsgi_application

django = get_wsgi_application()

# The rest reads what Django has set up. All pages, the whole API and all languages are loaded here, once for all workers:
# left to the first request of each worker they are forty megabytes in each, and two seconds.
from django.conf import settings  # noqa: E402
from django.utils import translation  # noqa: E402

from arasta.config import urls  # noqa: E402, F401
from arasta.config.shortcut import Shortcut  # noqa: E402
from arasta.config.spoiled_cookies import free_of_spoiled  # noqa: E402

application = Shortcut(free_of_spoiled(django))

for _language, _ in settings.LANGUAGES:
    with translation.override(_language):
        translation.gettext("")

# What was loaded stays for good: the collector need not look at it again and again, nor at every few hundred new things.
gc.collect()
gc.freeze()
gc.set_threshold(100_000, 50, 100)
