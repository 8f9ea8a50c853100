"""Write one feed and tell, as JSON, how long it took and how much memory: `python -m arasta.bench.feed_writing ID`."""

from __future__ import annotations

import gc
import json
import os
import resource
import sys
from time import process_time
from uuid import UUID

import django

_KIB = 1024


def main(feed_id: UUID) -> None:
    """Write the feed and print the figures."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")
    django.setup()
    from arasta.contexts.channels.queries import feeds
    from arasta.flows.feeding import write_feeds
    from arasta.kernel import clock

    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)  # as the worker has it
    began = process_time()
    [figures] = write_feeds.write([feeds.feed(feed_id)], now=clock.now)
    told = {
        "offers": figures.offered,
        "excluded": figures.excluded,
        "changed": figures.changed,
        "seconds": figures.took_ms / 1000,
        "cpu_seconds": process_time() - began,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB,
        "plain_mib": figures.plain_bytes / _KIB**2,
        "packed_mib": figures.packed_bytes / _KIB**2,
    }
    sys.stdout.write(f"{json.dumps(told)}\n")


if __name__ == "__main__":
    main(UUID(sys.argv[1]))
