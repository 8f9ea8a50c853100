"""Spans of time in a few letters."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

_TENTH, _SECOND, _MINUTE, _HOUR, _DAY = 100, 1_000, 60_000, 3_600_000, 86_400_000
_UNBREAKABLE = "\N{NO-BREAK SPACE}"


def short(milliseconds: int) -> str:
    """Say a span in its greatest fitting unit, never broken over lines: 40 ms, 0.4 s, 12 s, 3 min, 2 h, 5 d."""
    return _said(milliseconds).replace(" ", _UNBREAKABLE)


def _said(milliseconds: int) -> str:
    if _TENTH <= milliseconds < 10 * _SECOND:
        return _("%(n)s s") % {"n": number_format(Decimal(milliseconds) / _SECOND, 1)}
    for unit, size, most in (
        (_("%(n)s ms"), 1, _TENTH),
        (_("%(n)s s"), _SECOND, 2 * _MINUTE),
        (_("%(n)s min"), _MINUTE, 2 * _HOUR),
        (_("%(n)s h"), _HOUR, 2 * _DAY),
    ):
        if milliseconds < most:
            return unit % {"n": number_format(round(Decimal(milliseconds) / size), 0)}
    return _("%(n)s d") % {"n": number_format(round(Decimal(milliseconds) / _DAY), 0)}
