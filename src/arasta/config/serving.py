"""The web server of one machine: `python -m arasta.config.serving --interface wsgi ... arasta.config.wsgi:application`.

Granian with its own options; but everything is loaded before it forks, so that its workers share what they do not
change, and a worker that died is back at once. Nothing may be opened while loading: no connection, no thread.
"""

from __future__ import annotations

import multiprocessing
import sys

from granian.cli import entrypoint

from arasta.config import wsgi  # noqa: F401 - loaded here for all workers

if __name__ == "__main__":
    if sys.platform == "linux":
        multiprocessing.set_start_method("fork")  # the default only until Python 3.13
    entrypoint()  # type: ignore[no-untyped-call]
