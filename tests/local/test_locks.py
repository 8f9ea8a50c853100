import os
import signal
import subprocess
import sys

import pytest

from arasta.local.home import Home
from arasta.local.locks import exclusive, holder_of
from arasta.local.waiting import TooLong, wait_until

HOLD = """
import sys, pathlib
from arasta.local.locks import exclusive
with exclusive(pathlib.Path(sys.argv[1]), seconds=1, what=""):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_lock_refuses_and_names_its_holder(home: Home) -> None:
    path = home.run / "a.lock"

    with exclusive(path, seconds=0, what="mine"):
        holder = holder_of(path)
        with pytest.raises(TooLong, match="taken"), exclusive(path, seconds=0, what="taken"):
            pytest.fail("both hold it")

    assert holder is not None
    assert holder.pid == os.getpid()
    assert holder_of(path) is None


def test_a_killed_holder_frees_the_lock(home: Home) -> None:
    path = home.run / "a.lock"
    argv = [sys.executable, "-c", HOLD, str(path)]

    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        held_by = holder_of(path)
        other.send_signal(signal.SIGKILL)
        wait_until(lambda: holder_of(path) is None, seconds=5, what="the lock is still held")

    assert held_by is not None
    assert held_by.pid == other.pid
