import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from arasta.local import supervisor
from arasta.local.faults import Fault
from arasta.local.home import Home
from arasta.local.locks import holder_of
from arasta.local.supervisor import Service
from arasta.local.waiting import wait_until

PROGRAM = Path(__file__).with_name("supervised.py")
WAIT = "import os, time; print('pid', os.getpid(), flush=True); time.sleep(600)"
TELL_END = """
import os, signal, sys, time
def end(number, frame):
    print("asked to end", flush=True)
    open(sys.argv[1], "a").write(sys.argv[2])
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
print("pid", os.getpid(), flush=True)
time.sleep(600)
"""


def waiting(name: str) -> Service:
    return Service(name=name, argv=(sys.executable, "-c", WAIT))


def log_of(home: Home, name: str) -> str:
    path = home.logs / f"{name}.log"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def pids_in(home: Home, name: str) -> list[int]:
    return [int(pid) for pid in re.findall(r"\| pid (\d+)", log_of(home, name))]


def is_gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    return not status.exists() or "State:\tZ" in status.read_text(encoding="ascii")


def run_until(home: Home, services: list[Service], script: Callable[[], None]) -> tuple[int, list[str]]:
    """Supervise while `script` acts in another thread, then stop; return the exit code and what was told."""
    told: list[str] = []
    failures: list[BaseException] = []

    def act() -> None:
        try:
            script()
        except BaseException as error:
            failures.append(error)
        os.kill(os.getpid(), signal.SIGTERM)

    actor = threading.Thread(target=act)
    code = supervisor.run(services, home=home, on_ready=actor.start, tell=told.append)
    actor.join()
    assert failures == []
    return code, told


@contextmanager
def supervised(home: Home) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Run a supervisor in a process of its own; give it and the pids of its service and grandchild."""
    argv = [sys.executable, str(PROGRAM), str(home.root)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as process:
        found = wait_until(
            lambda: re.search(r"\| (\d+) (\d+)", log_of(home, "parent")),
            seconds=20,
            what="the service is not there",
        )
        assert found is not None
        try:
            yield process, [int(found.group(1)), int(found.group(2))]
        finally:
            process.kill()


def test_a_killed_service_is_started_again_and_told(home: Home) -> None:
    def kill_once() -> None:
        first = wait_until(lambda: pids_in(home, "web"), seconds=10, what="no first process")[0]
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: len(pids_in(home, "web")) == 2, seconds=10, what="no second process")

    code, told = run_until(home, [waiting("web")], kill_once)

    assert code == 0
    assert told == ["web ended (killed by SIGKILL); it starts again in 0.2 s."]
    assert all(is_gone(pid) for pid in pids_in(home, "web"))


def test_services_stop_in_reverse_order(home: Home) -> None:
    order = home.run / "order"
    services = [
        Service(name=name, argv=(sys.executable, "-c", TELL_END, str(order), name)) for name in ("one", "two", "three")
    ]

    def all_up() -> None:
        wait_until(lambda: all(pids_in(home, one.name) for one in services), seconds=10, what="not all are up")

    run_until(home, services, all_up)

    assert order.read_text(encoding="utf-8") == "threetwoone"
    assert "one | asked to end" in log_of(home, "one")


def test_ready_means_every_probe_answered(home: Home) -> None:
    asked: list[str] = []

    def probe() -> bool:
        asked.append("probe")
        return len(asked) > 3

    run_until(home, [Service(name="web", argv=(sys.executable, "-c", WAIT), ready=probe)], lambda: None)

    assert len(asked) == 4


def test_a_service_gets_its_environment(home: Home) -> None:
    code = "import os, time; print('port', os.environ['PORT'], flush=True); time.sleep(600)"
    service = Service(name="web", argv=(sys.executable, "-c", code), env={"PORT": "8600"})

    def port_told() -> None:
        wait_until(lambda: "port 8600" in log_of(home, "web"), seconds=10, what="no port")

    run_until(home, [service], port_told)

    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ web \| port 8600\n", log_of(home, "web"))


def test_a_service_that_never_starts_ends_the_run_with_its_last_words(home: Home) -> None:
    told: list[str] = []
    broken = Service(name="web", argv=(sys.executable, "-c", "raise SystemExit('port taken')"), ready=lambda: False)

    code = supervisor.run([waiting("worker"), broken], home=home, tell=told.append)

    assert code == 1
    assert told[4].startswith("web does not start (exit code 1)")
    assert told[5].endswith("web | port taken")
    assert all(is_gone(pid) for pid in pids_in(home, "worker"))


def test_a_missing_program_is_a_fault(home: Home) -> None:
    with pytest.raises(Fault, match="web cannot be started"):
        supervisor.run([Service(name="web", argv=("/does/not/exist",))], home=home)

    assert holder_of(home.run / "supervisor.lock") is None


def test_a_second_start_is_refused_and_names_the_first(home: Home) -> None:
    with supervised(home) as (first, _), pytest.raises(Fault, match=f"process {first.pid} ") as caught:
        supervisor.run([waiting("web")], home=home)

    assert "supervised.py" in caught.value.detail
    assert not (home.logs / "web.log").exists()


def test_a_claim_may_be_nested_and_ends_with_its_block(home: Home) -> None:
    with supervisor.claim(home), supervisor.claim(home):
        assert holder_of(home.run / "supervisor.lock") is not None

    assert holder_of(home.run / "supervisor.lock") is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_deaf_grandchildren_too(home: Home, number: signal.Signals) -> None:
    with supervised(home) as (process, pids):
        process.send_signal(number)

        assert process.wait(20) == 0
        assert [is_gone(pid) for pid in pids] == [True, True]


def test_a_killed_supervisor_leaves_no_orphans(home: Home) -> None:
    with supervised(home) as (process, pids):
        process.kill()

        wait_until(lambda: all(is_gone(pid) for pid in pids), seconds=20, what=f"orphans among {pids}")


def test_a_killed_service_leaves_no_grandchildren(home: Home) -> None:
    with supervised(home) as (_, pids):
        os.kill(pids[0], signal.SIGKILL)

        wait_until(lambda: all(is_gone(pid) for pid in pids), seconds=20, what=f"orphans among {pids}")
