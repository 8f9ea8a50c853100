"""Write the facts' shapes anew: `python -m tests.architecture.snapshot`, then read the difference."""

from __future__ import annotations

import json
import os


def main() -> None:
    """Write what the tests compare with."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")
    import django

    django.setup()
    from tests.architecture.test_events import SNAPSHOT, shapes

    SNAPSHOT.write_text(json.dumps(shapes(), indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
