"""What processes used, as Linux tells it: processor time and memory of whole trees. Elsewhere nothing is told."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")
_PPID, _FIRST_TIME, _LAST_TIME = 1, 11, 15


def is_told() -> bool:
    """Tell whether this machine tells anything."""
    return (_PROC / "self" / "stat").exists()


def load_average() -> float:
    """Return how many processes wanted a processor in the last minute."""
    return os.getloadavg()[0]


def cpu_seconds(root: int) -> float:
    """Return the processor time of a process, its children and those they have buried."""
    stats = _stats()
    ticks = sum(stats[pid][1] for pid in tree(root, stats) if pid in stats)
    return ticks / _TICKS


def pss_mib(root: int) -> float:
    """Return the memory of a process and its children; what they share is counted once."""
    total = 0
    for pid in tree(root, _stats()):
        with suppress(OSError):
            for line in (_PROC / str(pid) / "smaps_rollup").read_text(encoding="ascii").splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
    return total / 1024


def tree(root: int, stats: dict[int, tuple[int, int]]) -> list[int]:
    """Return a process and all below it."""
    children: dict[int, list[int]] = {}
    for pid, (parent, _) in stats.items():
        children.setdefault(parent, []).append(pid)
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _stats() -> dict[int, tuple[int, int]]:
    """Return the parent and the ticks of every process: its own and those of children that it has waited for."""
    found = {}
    for entry in _PROC.iterdir() if is_told() else ():
        if entry.name.isdigit():
            with suppress(OSError):
                fields = (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                found[int(entry.name)] = (int(fields[_PPID]), sum(map(int, fields[_FIRST_TIME:_LAST_TIME])))
    return found


def name() -> str:
    """Describe the machine in a word: its processors and memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB"
