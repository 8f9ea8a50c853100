"""Ends a supervisor's children when the supervisor was killed: `python -m arasta.local.guard`.

It reads the numbers of process groups from its standard input ("+12", "-12"). The end of that input without
"bye" means that the supervisor is gone; then every group that is left is told to end, and soon made to.
"""

import os
import signal
import sys
from contextlib import suppress

from arasta.local.waiting import TooLong, wait_until

PATIENCE = 5.0


def end_groups(groups: set[int], *, patience: float = PATIENCE) -> None:
    """Ask the process groups to end, wait for it, then make them."""
    _signal_all(groups, signal.SIGTERM)
    with suppress(TooLong):
        wait_until(lambda: not any(is_alive(group) for group in groups), seconds=patience, what="")
    _signal_all(groups, signal.SIGKILL)


def is_alive(group: int) -> bool:
    """Tell whether any process is left in the group."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def main() -> int:
    """Remember the groups until the supervisor ends, then end those it left."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: set[int] = set()
    for line in sys.stdin:
        word = line.strip()
        if word == "bye":
            return 0
        (groups.add if word.startswith("+") else groups.discard)(int(word[1:]))
    end_groups(groups)
    return 0


def _signal_all(groups: set[int], number: signal.Signals) -> None:
    for group in groups:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)


if __name__ == "__main__":
    sys.exit(main())
