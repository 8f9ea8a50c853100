"""Django's `migrate`, which an empty database needs not take step by step."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from arasta.config import birth


class Command(migrate.Command):
    """Apply what is pending."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Give an empty database its tables at once; then do what is left."""
        if not any(options[one] for one in ("app_label", "plan", "check_unapplied", "fake")):
            birth.give(connections[options["database"]])
        super().handle(*args, **options)
