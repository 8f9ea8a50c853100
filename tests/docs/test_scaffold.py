"""What the scaffolder writes passes every check at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WRITTEN = (
    "src/arasta/contexts/price_alerts",
    "src/arasta/connectors/etsy",
    "tests/contexts/price_alerts",
    "tests/connectors/etsy",
)
HEAVY = shutil.ignore_patterns("__pycache__", "*.webp", "*.mo", "*.woff2")


def run(checkout: Path, *command: str) -> str:
    """Run a tool of this environment in the checkout; return what it said, or fail with it."""
    environment = {**os.environ, "PYTHONPATH": f"{checkout / 'src'}:{checkout}", "ARASTA_POOL": "0"}
    environment["DJANGO_SETTINGS_MODULE"] = "arasta.config.settings"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def scaffold(checkout: Path, kind: str, name: str) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-m", "tools.scaffold", kind, name, "--root", str(checkout)]
    return subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the code in which a context and a connector were begun."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in ("src", "tests", "tools/lint"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=HEAVY)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for kind, name in (("context", "price_alerts"), ("connector", "etsy")):
        begun = scaffold(copy, kind, name)
        assert begun.returncode == 0, begun.stderr
    yield copy
    shutil.rmtree(copy, ignore_errors=True)


def test_it_passes_the_linter(checkout: Path) -> None:
    places = (*WRITTEN, "src/arasta/config")

    run(checkout, "-m", "ruff", "check", *places)
    run(checkout, "-m", "ruff", "format", "--check", *places)


def test_it_keeps_the_house_rules(checkout: Path) -> None:
    assert run(checkout, "-m", "tools.lint", *WRITTEN, "src/arasta/config") == ""


def test_its_foreign_keys_have_their_place(checkout: Path) -> None:
    run(checkout, "-m", "django", "check")

    assert '"price_alerts": 5' in (checkout / "src/arasta/config/checks.py").read_text()


def test_it_passes_the_type_checker(checkout: Path) -> None:
    assert "no issues found" in run(checkout, "-m", "mypy", "--cache-dir", str(checkout / ".mypy"), *WRITTEN)


def test_it_keeps_the_import_contracts(checkout: Path) -> None:
    linter = "from importlinter.cli import lint_imports_command; lint_imports_command()"

    assert " 0 broken" in run(checkout, "-c", linter, "--no-cache")


def test_its_migration_is_what_its_models_say(checkout: Path) -> None:
    assert "No changes" in run(checkout, "-m", "django", "makemigrations", "price_alerts", "--check", "--dry-run")


def test_its_connector_passes_its_own_tests(checkout: Path) -> None:
    assert "11 passed" in run(checkout, "-m", "pytest", "tests/connectors/etsy", "-q", "-p", "no:cacheprovider")


@pytest.mark.parametrize(("kind", "name"), [("context", "price_alerts"), ("context", "Orders"), ("connector", "class")])
def test_a_name_that_is_taken_or_no_name_is_refused(checkout: Path, kind: str, name: str) -> None:
    refused = scaffold(checkout, kind, name)

    assert refused.returncode == 1
    assert name in refused.stderr
