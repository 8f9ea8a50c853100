import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from arasta.local.home import Home, open_home


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "ARASTA_HOME", "ARASTA_PG_BIN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("ARASTA_LANGUAGE", "en")


@pytest.fixture
def place() -> Iterator[Path]:
    """Give a folder that the database's account may enter, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="arasta-test-"))
    if os.geteuid() == 0:
        folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home(place: Path) -> Home:
    return open_home(place / "home")
