"""Commands: keep how listings were judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from psycopg.types.json import Jsonb

from arasta.contexts.channels.types.quality import Judgment
from arasta.kernel import db
from arasta.kernel.ids import new_id

_SAVE = """
INSERT INTO channels_content_state (listing_id, points, complete, reasons, judged_at)
SELECT n.id, n.points, n.complete, CASE n.reasons WHEN '' THEN '{}' ELSE string_to_array(n.reasons, ' ') END, %s
FROM unnest(%s::uuid[], %s::int[], %s::int[], %s::text[]) AS n(id, points, complete, reasons) ORDER BY n.id
ON CONFLICT (listing_id) DO UPDATE SET points = excluded.points, complete = excluded.complete,
  reasons = excluded.reasons, judged_at = excluded.judged_at
"""

_ISSUES = """
INSERT INTO channels_content_issue (id, listing_id, field, code, text, given, blocks)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[], %s::jsonb[], %s::bool[])
"""


def save_judgments(judgments: Sequence[Judgment], *, now: datetime) -> None:
    """Keep scores and issues in place of those before."""
    if not judgments:
        return
    said = [(one.listing_id, issue) for one in judgments for issue in one.issues]
    keys = [one.listing_id for one in judgments]
    with db.transaction():
        db.execute(
            _SAVE,
            [
                now,
                keys,
                [one.score.points for one in judgments],
                [one.score.complete for one in judgments],
                [" ".join(one.score.reasons) for one in judgments],
            ],
        )
        db.execute("DELETE FROM channels_content_issue WHERE listing_id = ANY(%s)", [keys])
        db.execute(
            _ISSUES,
            [
                [new_id() for _ in said],
                [key for key, _ in said],
                [issue.field for _, issue in said],
                [issue.code for _, issue in said],
                [issue.text[:2000] for _, issue in said],
                [None if issue.given is None else Jsonb(dict(issue.given)) for _, issue in said],
                [issue.blocks for _, issue in said],
            ],
        )
