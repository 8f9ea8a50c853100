"""How the demo's seller stands on its marketplaces: three weeks of figures, as the channels would have told them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from arasta.contexts.channels.services import care
from arasta.contexts.channels.types.policies import Figure, FigureInput
from arasta.kernel.calendar import day_of

WEEK = timedelta(weeks=1)

# By channel and figure: of how many orders a share was taken, then the value of each week, the oldest first.
FIGURES = {
    "trendyol": {
        Figure.LATE: (64, "5.2", "4.1", "3.1"),
        Figure.CANCELED: (64, "1.1", "1.6", "1.6"),
        Figure.RETURNED: (64, "6.2", "6.2", "7.8"),
        Figure.PARKED: (0, "2", "1", "0"),
        Figure.RATING: (0, "8.9", "9.1", "9.3"),
    },
    "amazon": {
        Figure.LATE: (23, "0", "4.3", "4.3"),
        Figure.CANCELED: (23, "0", "0", "0"),
        Figure.RETURNED: (23, "4.3", "4.3", "0"),
        Figure.PARKED: (0, "0", "0", "0"),
        Figure.BUY_BOX: (0, "71", "78", "83"),
    },
}
_ENTERED = {Figure.RATING, Figure.BUY_BOX}


def note(opened: Mapping[str, UUID], *, at: datetime) -> None:
    """Keep the figures of the weeks up to a moment; today's own count comes over them."""
    for code, figures in FIGURES.items():
        care.save_figures(
            opened[code],
            [
                FigureInput(
                    figure=figure,
                    on=day_of(at - WEEK * ago),
                    value=Decimal(value),
                    counted=counted,
                    is_entered=figure in _ENTERED,
                )
                for figure, (counted, *values) in figures.items()
                for ago, value in enumerate(reversed(values))
            ],
        )
