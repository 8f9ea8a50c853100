"""Expect a refusal without breaking the transaction that the test runs in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from arasta.kernel import db


@contextmanager
def refused(*errors: type[Exception]) -> Iterator[pytest.ExceptionInfo[Exception]]:
    """Pass if one of the errors is raised, and undo what was done before it."""
    with pytest.raises(errors) as caught, db.savepoint():
        yield caught
