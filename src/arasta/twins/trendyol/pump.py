"""How the marketplace sends its letters: with the credentials the seller gave, and silent after thirteen failures."""

import base64
import sqlite3

from arasta.twins.deliveries import Post
from arasta.twins.trendyol.webhooks import BASIC

PASSIVE_AFTER = 13


def _headers(row: sqlite3.Row) -> dict[str, str]:
    headers = {"content-type": "application/json", "user-agent": "Trendyol-Twin"}
    if row["auth"] == BASIC:
        pair = base64.b64encode(f"{row['username']}:{row['password']}".encode()).decode()
        return headers | {"authorization": f"Basic {pair}"}
    return headers | {"x-api-key": row["api_key"]}


POST = Post(headers=_headers, silent_after=PASSIVE_AFTER, keys=("x-api-key", "authorization"))
