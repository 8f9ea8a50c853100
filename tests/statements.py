"""Count the statements that a call sends, leaving out the marks of transactions around them."""

from __future__ import annotations

from django.test.utils import CaptureQueriesContext

_MARKS = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")


def counted(caught: CaptureQueriesContext) -> int:
    """Return how many statements did something."""
    return sum(not query["sql"].startswith(_MARKS) for query in caught.captured_queries)
