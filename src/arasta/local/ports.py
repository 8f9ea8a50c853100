"""Ports this machine has free: a second program on one of ours would answer half of the requests, in silence."""

import socket
from functools import partial

from arasta.local.faults import Fault
from arasta.local.waiting import TooLong, wait_until
from arasta.local.words import say

# Longer than the guard takes to end what a killed run left.
PATIENCE = 7.0
AWAY = 100


def is_free(port: int) -> bool:
    """Tell whether nobody listens on the port."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def require_free(*needed: int, patience: float = PATIENCE) -> None:
    """Wait until ports are free; raises Fault naming the one that stays taken."""
    for port in needed:
        try:
            wait_until(partial(is_free, port), seconds=patience, what="")
        except TooLong:
            raise Fault(f"{say('Port')}: {say('{port} is in use', port=port)}.", another_port(needed[0])) from None


def another_port(port: int) -> str:
    """Say what to do about a port that is taken."""
    return say("Stop what listens there, or choose another one: --port {other}.", other=port + AWAY)
