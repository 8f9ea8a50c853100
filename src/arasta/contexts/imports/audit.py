"""Prove that an import counts as many faulty lines as it can show."""

from __future__ import annotations

from arasta.kernel.audit import proving
from arasta.kernel.audit.books import Book, Check, Lie, Rule
from arasta.kernel.errors import gettext_noop

_FAULTS = Rule(
    "imports.faults",
    gettext_noop("%(file)s counts %(counted)s lines that were not taken, but can show %(found)s."),
    "import",
    ("imp",),
)

_MISCOUNTED = """
SELECT 'imports.faults', r.id AS key, r.id, r.file_name AS file, r.faulty_lines AS counted, f.found
FROM imports_run r CROSS JOIN LATERAL (SELECT count(*) AS found FROM imports_fault WHERE run_id = r.id) f
WHERE r.id = ANY(%(keys)s) AND r.faulty_lines <> f.found
"""

RUNS = Book(
    name="imports.runs",
    tables=(),
    checks=(Check((_FAULTS,), _MISCOUNTED),),
    walk="SELECT id FROM imports_run WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",
    touched=("SELECT id, id FROM imports_run WHERE id > %(after)s ORDER BY id LIMIT %(limit)s",),
)

BOOKS = (RUNS,)


def find_lies() -> list[Lie]:
    """Return a lie for each import whose count of faults is not that of its fault rows."""
    return proving.find_lies(BOOKS)
