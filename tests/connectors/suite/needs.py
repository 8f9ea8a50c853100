"""What a test needs of a channel. Where the channel does not offer it, the test is no test of that connector."""

from __future__ import annotations

import pytest

from arasta.contexts.channels.types import Op, Stream
from arasta.twins.faults import Fault
from tests.connectors.suite.bench import Bench


def operation(bench: Bench, op: Op) -> None:
    """Skip where the channel cannot be told that."""
    if op not in bench.able.push:
        pytest.skip(f"{bench.rig.connector} does not offer {op}")


def stream(bench: Bench, wanted: Stream) -> None:
    """Skip where the channel cannot be read for that."""
    if wanted not in bench.able.pull:
        pytest.skip(f"{bench.rig.connector} does not offer {wanted}")


def webhooks(bench: Bench) -> None:
    """Skip where the channel does not call us."""
    if bench.able.webhook is None:
        pytest.skip(f"{bench.rig.connector} does not call us")


def calls(bench: Bench) -> None:
    """Skip where the channel does not tell us what changed, neither by calls nor by a queue."""
    if bench.able.webhook is None and Stream.NOTICES not in bench.able.pull:
        pytest.skip(f"{bench.rig.connector} does not tell us what changed")


def reading_back(bench: Bench) -> None:
    """Skip where listings cannot be read back."""
    if not bench.able.reads_back:
        pytest.skip(f"{bench.rig.connector} cannot be read back")


def fault(bench: Bench, wanted: Fault) -> None:
    """Skip where the channel has no such fault, with the rig's reason."""
    if wanted in bench.rig.exempt:
        pytest.skip(bench.rig.exempt[wanted])
