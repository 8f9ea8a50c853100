"""What serves a shop does not know the twins: their control pages, which ask for no password, are nowhere in it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from arasta.cli import running
from arasta.local.home import Home

SERVED = ("arasta.config.wsgi", "arasta.config.live", "arasta.config.urls", "arasta.config.tasks")


def test_no_process_of_a_shop_loads_a_twin() -> None:
    script = f"import sys, {', '.join(SERVED)}; print([one for one in sys.modules if one.startswith('arasta.twins')])"

    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == "[]"


def test_a_shop_is_served_by_three_processes(tmp_path: Path) -> None:
    services = running._services(Home(tmp_path), "postgresql:///none", 8500)

    assert [one.name for one in services] == ["web", "live", "worker"]
