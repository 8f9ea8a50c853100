"""Nobody serves beside another program on one port: half of the requests would go astray."""

from __future__ import annotations

import socket

import pytest

from arasta.local import ports
from arasta.local.faults import Fault


def test_a_port_that_another_program_shares_is_refused_and_another_one_named() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        with pytest.raises(Fault, match=f"{taken} is in use") as refused:
            ports.require_free(taken, patience=0)

    assert refused.value.fix.endswith(f"--port {taken + 100}.")
    ports.require_free(taken)
