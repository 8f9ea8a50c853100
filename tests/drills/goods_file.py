"""A file of new goods: for the command line, and put in line for the job worker by `python -m tests.drills.goods_file HOME`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from arasta.cli import database

ROWS = 24_000
UNITS = 3


def lines(prefix: str) -> Iterator[bytes]:
    """Write the file, a line for each variant."""
    yield b"sku,title,price,on_hand\n"
    for number in range(ROWS):
        yield f"{prefix}{number:06},Thing {number},125.00,{UNITS}\n".encode()


def take_in(prefix: str) -> str:
    """Keep the file as an upload would be kept, and let the worker read it."""
    from arasta.contexts.imports.types import ImportKind, Reading, RunInput
    from arasta.flows.stocking import import_queue, import_store
    from arasta.kernel.access import SYSTEM

    path, size = import_store.keep(lines(prefix))
    reading = Reading(location="DEPOT")
    given = RunInput(
        kind=ImportKind.GOODS, file_name="goods.csv", path=path, size=size, is_trial=False, reading=reading
    )
    return str(import_queue.take_in(given, actor=SYSTEM))


def main(home: str, prefix: str) -> None:
    """Print the id of the run."""
    with database.connected(Path(home)):
        sys.stdout.write(take_in(prefix))


if __name__ == "__main__":
    main(*sys.argv[1:3])
