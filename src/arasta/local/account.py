"""The account that the database server runs as. PostgreSQL refuses to run as root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from arasta.local.faults import Fault
from arasta.local.words import say

PREFERRED = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine; `switch` is false when it is the one we run as already."""

    uid: int
    gid: int
    name: str
    switch: bool


def choose_account(data: Path) -> Account:
    """Choose who runs the server: the owner of the data, else ourselves, else (for root) `PREFERRED`."""
    owner = _owner(data)
    if os.geteuid() != 0:
        mine = _account(os.geteuid(), switch=False)
        if owner not in (None, mine.uid):
            raise Fault(
                say("The database in {path} belongs to {owner}.", path=data, owner=_name(owner)),
                say("Run Arasta as that account or as root, or choose another home."),
            )
        return mine
    if owner:
        return _account(owner, switch=True)
    for name in PREFERRED:
        try:
            return _account(pwd.getpwnam(name).pw_uid, switch=True)
        except KeyError:
            continue
    raise Fault(
        say("PostgreSQL does not run as root, and this machine has no account for it."),
        say("Run Arasta as an ordinary user, or make an account: useradd --system postgres"),
    )


def may_enter(folder: Path, account: Account) -> bool:
    """Tell whether `account` may pass through `folder` and all its parents."""
    if account.uid == 0 or not account.switch:
        return os.access(folder, os.X_OK)
    return all(_may_pass(place.stat(), account) for place in (folder, *folder.parents))


def _may_pass(status: os.stat_result, account: Account) -> bool:
    if status.st_uid == account.uid:
        return bool(status.st_mode & stat.S_IXUSR)
    if status.st_gid == account.gid:
        return bool(status.st_mode & stat.S_IXGRP)
    return bool(status.st_mode & stat.S_IXOTH)


def _owner(data: Path) -> int | None:
    try:
        return data.stat().st_uid
    except FileNotFoundError:
        return None
    except PermissionError:
        return data.parent.stat().st_uid


def _account(uid: int, *, switch: bool) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(uid=uid, gid=os.getegid() if not switch else uid, name=str(uid), switch=switch)
    return Account(uid=uid, gid=entry.pw_gid, name=entry.pw_name, switch=switch)


def _name(uid: int | None) -> str:
    return _account(uid, switch=True).name if uid is not None else "?"
