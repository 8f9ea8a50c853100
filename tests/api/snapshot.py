"""Write the API's description anew: `python -m tests.api.snapshot`, then read the difference."""

from __future__ import annotations

import json
import os


def main() -> None:
    """Write what the tests compare with."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")
    import django

    django.setup()
    from tests.api.integrator import document
    from tests.api.test_openapi import SNAPSHOT

    SNAPSHOT.write_text(json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
