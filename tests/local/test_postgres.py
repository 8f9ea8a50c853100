import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from arasta.local import cluster, postgres
from arasta.local.faults import Fault
from arasta.local.home import Home, open_home
from arasta.local.keeper import postmaster_of
from arasta.local.locks import FileLock, holder_of
from arasta.local.waiting import wait_until

USE = """
import sys
from arasta.local.home import open_home
from arasta.local.postgres import running
with running(open_home(sys.argv[1]), fast=True):
    print("running", flush=True)
    sys.stdin.read()
"""


def ask(url: str, sql: str) -> object:
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        row = connection.execute(sql.encode()).fetchone()
    return row[0] if row else None


def write(url: str, sql: str) -> None:
    with psycopg.connect(url, connect_timeout=5, autocommit=True) as connection:
        connection.execute(sql.encode())


def answers(url: str) -> bool:
    try:
        return ask(url, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def server_of(home: Home) -> int:
    postmaster = postmaster_of(cluster.data_folder(home))
    assert postmaster is not None
    return postmaster.pid


def is_gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "State:\tZ" in status.read_text(encoding="ascii")


@contextmanager
def another_user(home: Home) -> Iterator[subprocess.Popen[bytes]]:
    argv = [sys.executable, "-c", USE, str(home.root)]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"running\n"
        try:
            yield process
        finally:
            process.kill()


def test_the_server_keeps_data_over_a_restart_and_is_gone_between(home: Home) -> None:
    with postgres.running(home) as url:
        write(url, "CREATE TABLE kept AS SELECT 7 AS n")
        server = server_of(home)

    assert is_gone(server)
    assert postgres.is_running(home) is False
    with postgres.running(home) as url:
        assert ask(url, "SELECT n FROM kept") == 7


def test_the_server_is_born_as_we_need_it(home: Home) -> None:
    with postgres.running(home, fast=True) as url:
        assert ask(url, "SELECT current_setting('server_version_num')::int / 10000 >= 15") is True
        assert ask(url, "SELECT current_setting('listen_addresses')") == ""
        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SELECT upper('ığüşöç жы')") == "IĞÜŞÖÇ ЖЫ"
        assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
        assert ask(url, "SELECT count(*) > 0 FROM pg_stat_statements") is True
        write(url, "CREATE DATABASE test_arasta")
        assert ask(url.replace("/arasta?", "/test_arasta?"), "SELECT 1") == 1


def test_no_one_enters_without_the_password(home: Home) -> None:
    with postgres.running(home, fast=True) as url:
        forged = url.replace(home.secrets.database_password, "guess")

        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            ask(forged, "SELECT 1")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to become somebody else")
def test_the_server_does_not_run_as_root(home: Home) -> None:
    with postgres.running(home, fast=True):
        assert Path(f"/proc/{server_of(home)}").stat().st_uid != 0


def test_a_killed_server_starts_again_with_what_it_acknowledged(home: Home) -> None:
    with postgres.running(home) as url:
        write(url, "CREATE TABLE kept AS SELECT 7 AS n")
        server = server_of(home)
        os.kill(server, signal.SIGKILL)

        wait_until(lambda: is_gone(server) and answers(url), seconds=30, what="no new server")

        assert ask(url, "SELECT n FROM kept") == 7
        assert server_of(home) != server


def test_a_killed_keeper_takes_its_server_along_and_is_replaced(home: Home) -> None:
    with postgres.running(home) as url:
        write(url, "CREATE TABLE kept AS SELECT 7 AS n")
        server, keeper = server_of(home), holder_of(home.run / "keeper.lock")
        assert keeper is not None
        os.kill(keeper.pid, signal.SIGKILL)
        wait_until(lambda: is_gone(server), seconds=30, what="the server is an orphan")

        postgres.tend(home)

        wait_until(lambda: answers(url), seconds=30, what="no new server")
        assert ask(url, "SELECT n FROM kept") == 7


def test_the_server_ends_with_its_last_user_even_if_that_was_killed(home: Home) -> None:
    with another_user(home) as user:
        server, keeper = server_of(home), holder_of(home.run / "keeper.lock")
        user.send_signal(signal.SIGKILL)

        wait_until(lambda: is_gone(server), seconds=30, what="the server is an orphan")
        assert keeper is not None
        wait_until(lambda: is_gone(keeper.pid), seconds=5, what="the keeper is an orphan")


def test_the_first_user_may_leave_before_the_second(home: Home) -> None:
    with another_user(home) as user, postgres.running(home, fast=True) as url:
        server = server_of(home)
        assert user.stdin is not None
        user.stdin.close()
        user.wait(30)

        assert ask(url, "SELECT 1") == 1
        assert server_of(home) == server

    assert is_gone(server)


def test_everything_killed_at_once_is_recovered_by_the_next_start(home: Home) -> None:
    with another_user(home) as user:
        url = postgres.database_url(home)
        write(url, "CREATE TABLE kept AS SELECT 7 AS n")
        server, keeper = server_of(home), holder_of(home.run / "keeper.lock")
        assert keeper is not None
        for pid in (keeper.pid, user.pid, server):
            os.kill(pid, signal.SIGKILL)

    with postgres.running(home, fast=True) as url:
        assert ask(url, "SELECT n FROM kept") == 7


def test_a_killed_server_that_is_still_there_is_not_taken_for_one_that_serves(home: Home) -> None:
    with another_user(home) as user:
        write(postgres.database_url(home), "CREATE TABLE kept AS SELECT 7 AS n")
        server, keeper = server_of(home), holder_of(home.run / "keeper.lock")
        assert keeper is not None
        for pid in (keeper.pid, user.pid, server):
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: is_gone(server), seconds=10, what="the server lives on")

    data = cluster.data_folder(home)
    with subprocess.Popen(["sleep", "60"], cwd=data) as dying:
        file = data / "postmaster.pid"
        file.write_text("\n".join([str(dying.pid), *file.read_text(encoding="ascii").splitlines()[1:]]) + "\n")
        assert not postgres.is_running(home)
        with postgres.running(home, fast=True) as url:
            assert ask(url, "SELECT n FROM kept") == 7
        assert dying.wait(10) != 0


def test_a_keeper_that_dies_while_somebody_comes_is_followed_by_another(home: Home) -> None:
    dying = FileLock(home.run / "keeper.lock")
    assert dying.try_exclusive()

    def die() -> None:
        wait_until(lambda: holder_of(home.run / "door.lock"), seconds=10, what="nobody came")
        dying.close()

    with ThreadPoolExecutor(1) as others:
        death = others.submit(die)
        with postgres.running(home, fast=True) as url:
            assert ask(url, "SELECT 1") == 1
        death.result()


def test_a_number_given_to_a_stranger_does_not_stop_the_start(home: Home) -> None:
    with postgres.running(home, fast=True):
        data = cluster.data_folder(home)
        left_behind = (data / "postmaster.pid").read_text(encoding="ascii").splitlines()
    account = cluster.locate(home).account
    with subprocess.Popen(["/bin/sleep", "60"], user=account.uid if account.switch else None) as stranger:
        (data / "postmaster.pid").write_text("\n".join([str(stranger.pid), *left_behind[1:]]) + "\n", encoding="ascii")

        with postgres.running(home, fast=True) as url:
            assert ask(url, "SELECT 1") == 1

        assert stranger.poll() is None
        stranger.kill()


def test_two_homes_do_not_disturb_each_other(place: Path) -> None:
    first, second = open_home(place / "first"), open_home(place / "second")

    with postgres.running(first, fast=True) as one:
        with postgres.running(second, fast=True) as other:
            write(one, "CREATE TABLE only_here (n int)")
            assert ask(other, "SELECT to_regclass('only_here') IS NULL") is True
        assert ask(one, "SELECT 1") == 1


def test_a_start_cut_short_leaves_no_half_of_a_database(home: Home) -> None:
    (home.postgres / "data.new" / "base").mkdir(parents=True)
    with postgres.running(home, fast=True) as url:
        assert ask(url, "SELECT 1") == 1

    assert not (home.postgres / "data.new").exists()


def test_a_path_too_long_for_a_socket_gets_a_short_one(place: Path) -> None:
    home = open_home(place / ("long" * 25))

    with postgres.running(home, fast=True) as url:
        assert ask(url, "SELECT 1") == 1
        assert cluster.socket_folder(home).parent == Path("/tmp")  # noqa: S108 - where sockets go

    shutil.rmtree(cluster.socket_folder(home))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's homes are closed to the server's account")
def test_a_home_closed_to_the_server_keeps_its_permissions_and_works(place: Path) -> None:
    place.chmod(0o700)
    home = open_home(place / "home")

    with postgres.running(home, fast=True) as url:
        assert ask(url, "SELECT 1") == 1
        elsewhere = cluster.data_folder(home)
    shutil.rmtree(home.root)
    new_home = open_home(home.root)
    with postgres.running(new_home, fast=True) as url:
        assert ask(url, "SELECT 1") == 1
        new_place = cluster.data_folder(new_home)

    assert not elsewhere.is_relative_to(place)
    assert new_place != elsewhere
    assert place.stat().st_mode & 0o777 == 0o700
    for folder in (elsewhere, new_place):
        shutil.rmtree(folder.parent.parent)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's homes are closed to the server's account")
def test_a_copied_home_does_not_open_the_first_ones_database(place: Path) -> None:
    place.chmod(0o700)
    home = open_home(place / "home")
    with postgres.running(home, fast=True):
        elsewhere = cluster.data_folder(home)
    copy = open_home(shutil.copytree(home.root, place / "copy"))

    with pytest.raises(Fault, match="belongs to the home"), postgres.running(copy, fast=True):
        pytest.fail("two homes share one database")

    shutil.rmtree(elsewhere.parent.parent)


def test_a_server_that_does_not_start_is_a_fault_with_its_reason(home: Home) -> None:
    with postgres.running(home, fast=True):
        control = cluster.data_folder(home) / "global" / "pg_control"
    control.unlink()

    with pytest.raises(Fault, match="does not start") as caught, postgres.running(home, fast=True):
        pytest.fail("it runs without its control file")

    assert "pg_control" in caught.value.detail or "control file" in caught.value.detail


def test_a_database_of_another_version_is_left_alone(home: Home) -> None:
    with postgres.running(home, fast=True):
        version = cluster.data_folder(home) / "PG_VERSION"
    version.write_text("14\n", encoding="ascii")

    with pytest.raises(Fault, match="made by PostgreSQL 14"), postgres.running(home, fast=True):
        pytest.fail("it opened another version's files")


def test_an_outside_database_starts_nothing(home: Home, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = open_home(place / "other")
    with postgres.running(home, fast=True) as url:
        monkeypatch.setenv("DATABASE_URL", url)

        with postgres.running(other) as outside:
            assert outside == url
            assert not other.postgres.exists()


def test_an_outside_database_that_is_away_is_a_fault(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://arasta@/arasta?host={home.run}")

    with pytest.raises(Fault, match="cannot be reached") as caught, postgres.running(home):
        pytest.fail("it runs without a database")

    assert "unset DATABASE_URL" in caught.value.fix


def test_a_throwaway_server_leaves_nothing(monkeypatch: pytest.MonkeyPatch, place: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(place))

    with postgres.throwaway() as url:
        assert ask(url, "SHOW fsync") == "off"

    assert list(place.iterdir()) == []
