import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from arasta.local import doctor, postgres
from arasta.local.home import Home

pytestmark = pytest.mark.enable_socket


def finding(findings: list[doctor.Finding], check: str) -> doctor.Finding:
    return next(one for one in findings if one.check == check)


def test_a_sound_machine_has_only_good_findings(home: Home) -> None:
    with postgres.running(home, fast=True):
        findings = doctor.diagnose(home, port=0, pending_migrations=lambda url: [])

    assert [one for one in findings if not one.ok and one.is_needed] == []
    assert [one.check for one in findings] == [
        "Python", "Virtual environment", "Text encoding", "Home folder", "Disk space", "Memory", "Port",
        "Clock", "Chromium (for tests only)", "Embedded PostgreSQL", "Database", "Database clock", "Migrations",
    ]  # fmt: skip


def test_each_finding_that_can_fail_names_a_fix(home: Home) -> None:
    findings = doctor.diagnose(home, port=0)

    assert [one.check for one in findings if not one.fix] == ["Database"]
    assert finding(findings, "Database").detail.startswith("made at the first start")


def test_the_doctor_starts_no_server(home: Home) -> None:
    asked: list[str] = []

    doctor.diagnose(home, port=0, pending_migrations=lambda url: [*asked, url])

    assert asked == []
    assert not home.postgres.exists()


def test_a_port_in_use_is_found(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = doctor.free_port(taken.getsockname()[1])

    assert found.ok is False
    assert found.detail.endswith("is in use")
    assert "--port" in found.fix


def test_pending_migrations_are_named(home: Home) -> None:
    with postgres.running(home, fast=True):
        found = finding(doctor.diagnose(home, port=0, pending_migrations=lambda url: ["orders.0002"]), "Migrations")

    assert found == doctor.Finding("Migrations", ok=False, detail="orders.0002", fix="Run `make migrate`.")


def test_an_outside_database_that_is_away_is_found(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"postgresql://arasta@/arasta?host={home.run}")

    found = finding(doctor.diagnose(home, port=0), "Database")

    assert found.ok is False
    assert "cannot be reached" in found.detail


def test_missing_programs_are_found(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARASTA_PG_BIN", str(home.run))

    found = finding(doctor.diagnose(home, port=0), "Embedded PostgreSQL")

    assert found.ok is False
    assert "holds no initdb" in found.detail


def test_a_home_that_cannot_be_written_is_found(place: Path) -> None:
    found = doctor.home_folder(Home(place / "missing"))

    assert found.ok is False


@pytest.mark.parametrize(("version", "ok"), [((3, 10), False), ((3, 11), True), ((3, 14), True)])
def test_old_pythons_are_found(version: tuple[int, int], ok: bool) -> None:
    assert doctor.python_version(version).ok is ok


def test_a_clock_before_the_installation_is_found() -> None:
    assert doctor.clock(lambda: 86_400.0).ok is False


@pytest.mark.parametrize(("kilobytes", "ok"), [(100_000, False), (4_000_000, True)])
def test_little_memory_is_found(place: Path, kilobytes: int, ok: bool) -> None:
    (place / "meminfo").write_text(f"MemTotal: 8000000 kB\nMemAvailable: {kilobytes} kB\n", encoding="ascii")

    assert doctor.memory(place / "meminfo").ok is ok


def test_the_room_loads_fast_and_without_django() -> None:
    code = (
        "import sys; from arasta.local import doctor, home, postgres, supervisor;"
        "print([name for name in ('django', 'psycopg', 'rich') if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)

    assert done.stdout == "[]\n"
