"""Static texts go packed over the line where a home keeps the packed ones."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

STYLES = "/static/arasta/css/arasta.css"


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def read(path: str, **headers: str) -> tuple[bytes, str]:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content), answer.headers.get("Content-Encoding", "")  # type: ignore[attr-defined]


def test_a_stylesheet_is_packed_for_who_takes_it_so(home: Path) -> None:
    plain, _ = read(STYLES)
    packed, encoding = read(STYLES, **{"accept-encoding": "gzip, br"})

    assert encoding == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain) // 4


def test_who_takes_nothing_packed_gets_it_plain(home: Path) -> None:
    plain, encoding = read(STYLES)

    assert encoding == ""
    assert plain.startswith(b"/*") or b"--brand" in plain


def test_fonts_are_packed_already(home: Path) -> None:
    _, encoding = read("/static/arasta/fonts/inter-latin-wght-normal.woff2", **{"accept-encoding": "gzip"})

    assert encoding == ""


def test_packing_is_done_once(home: Path) -> None:
    read(STYLES)
    first = {file: file.stat().st_mtime_ns for file in (home / "packed").iterdir()}

    read(STYLES)

    assert {file: file.stat().st_mtime_ns for file in (home / "packed").iterdir()} == first
    assert all(file.suffix == ".gz" for file in first)


def test_without_a_home_files_go_as_they_are(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "nowhere"

    _, encoding = read(STYLES, **{"accept-encoding": "gzip"})

    assert encoding == ""
    assert not (tmp_path / "nowhere").exists()
