"""Write the API's description and the TypeScript client's types anew: `python -m tests.api.snapshot`; read the difference."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

CLIENT = Path(__file__).parents[2] / "clients" / "typescript"


def main() -> None:
    """Write what the tests compare with."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")
    import django

    django.setup()
    from tests.api.integrator import document
    from tests.api.test_openapi import SNAPSHOT

    SNAPSHOT.write_text(json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    if not (CLIENT / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=CLIENT, check=True)
    subprocess.run(["npm", "run", "--silent", "generate"], cwd=CLIENT, check=True)


if __name__ == "__main__":
    main()
