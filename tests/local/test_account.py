import os
from pathlib import Path

import pytest

from arasta.local.account import Account, choose_account, may_enter

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
STRANGER = Account(uid=65_000, gid=65_000, name="stranger", switch=True)


@pytest.mark.parametrize(("mode", "may"), [(0o711, True), (0o755, True), (0o700, False), (0o710, False)])
def test_a_stranger_enters_only_what_others_may_pass(place: Path, mode: int, may: bool) -> None:
    (place / "folder").mkdir()
    place.chmod(0o711)
    (place / "folder").chmod(mode)

    assert may_enter(place / "folder", STRANGER) is may


def test_a_closed_parent_keeps_a_stranger_out(place: Path) -> None:
    (place / "open").mkdir()
    (place / "open").chmod(0o755)
    place.chmod(0o700)

    assert may_enter(place / "open", STRANGER) is False


@as_root
def test_root_hands_the_server_to_an_unprivileged_account(place: Path) -> None:
    account = choose_account(place / "missing")

    assert account.uid != 0
    assert account.switch is True


@as_root
def test_data_is_served_by_its_owner(place: Path) -> None:
    (place / "data").mkdir()
    os.chown(place / "data", 65_534, 65_534)

    assert choose_account(place / "data").uid == 65_534
