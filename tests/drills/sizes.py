"""How much is drilled: enough for each fault to be met, or all of it (`FULL=1`), which takes hours."""

from __future__ import annotations

import os

IS_FULL = os.environ.get("FULL") == "1"
EVENTS = 10_000 if IS_FULL else 1_500
"""Calls of a storm."""
GOODS = int(os.environ.get("GOODS", "20000" if IS_FULL else "600"))
"""Goods of a flood."""
