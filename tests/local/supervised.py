"""A supervisor to be killed: `supervised.py HOME`. Its one service has a child of its own that is deaf."""

import sys

from arasta.local import supervisor
from arasta.local.home import open_home

DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
PARENT = f"""
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", {DEAF!r}], stdout=subprocess.PIPE)
child.stdout.readline()
print(os.getpid(), child.pid, flush=True)
time.sleep(600)
"""


def main() -> int:
    services = [supervisor.Service(name="parent", argv=(sys.executable, "-c", PARENT))]
    return supervisor.run(services, home=open_home(sys.argv[1]), stop_within=2)


if __name__ == "__main__":
    sys.exit(main())
