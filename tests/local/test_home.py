import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from arasta.local.faults import Fault
from arasta.local.home import Home, default_root, open_home


def test_secrets_are_made_once_and_are_private(home: Home) -> None:
    first = home.secrets

    again = open_home(home.root).secrets

    assert first == again
    assert stat.S_IMODE((home.root / "secrets.json").stat().st_mode) == 0o600
    assert len({first.secret_key, first.database_password, first.database_admin_password}) == 3


def test_secrets_are_not_shown(home: Home) -> None:
    assert repr(home.secrets) == "Secrets()"


def test_racing_processes_agree_on_the_secrets(home: Home) -> None:
    with ThreadPoolExecutor(4) as pool:
        seen = {pool.submit(lambda: home.secrets).result() for _ in range(8)}

    assert len(seen) == 1
    assert sorted(path.name for path in home.root.iterdir()) == ["logs", "media", "run", "secrets.json"]


def test_unreadable_secrets_are_a_fault_with_a_fix(home: Home) -> None:
    (home.root / "secrets.json").write_text("{", encoding="utf-8")

    with pytest.raises(Fault, match="cannot be read") as caught:
        _ = home.secrets

    assert "backup" in caught.value.fix


def test_the_environment_names_the_home(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARASTA_HOME", str(place / "named"))

    assert open_home().root == place / "named"


def test_the_home_of_a_checkout_lies_in_it(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "src" / "arasta").mkdir(parents=True)
    (place / "src" / "arasta" / "__init__.py").touch()
    (place / "pyproject.toml").touch()
    (place / "docs").mkdir()
    monkeypatch.chdir(place / "docs")

    assert default_root() == place / ".arasta"


def test_outside_of_a_checkout_the_home_is_the_users(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(place))

    assert default_root() == place / ".arasta"


def test_a_home_that_cannot_be_made_is_a_fault(place: Path) -> None:
    (place / "file").touch()

    with pytest.raises(Fault, match="cannot be used"):
        open_home(place / "file" / "home")


def test_an_existing_folder_keeps_its_permissions(place: Path) -> None:
    (place / "mine").mkdir(mode=0o700)

    open_home(place / "mine")

    assert stat.S_IMODE((place / "mine").stat().st_mode) == 0o700
    assert os.listdir(place) == ["mine"]
