"""Words of the till that several pages say."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from arasta.kernel.web.templatetags.arasta import moment


def said_later(units: int, promised_on: date | None) -> str:
    """Say how many units are to come, and on which day they will be sent."""
    if promised_on is None:
        return _("%(count)s to come: sent when it has come") % {"count": units}
    return _("%(count)s to come: ships by %(day)s") % {"count": units, "day": moment(promised_on, "date")}


def said_to_come(promised_on: date | None) -> str:
    """Say of a thing that nobody has on which day it could be sent."""
    if promised_on is None:
        return _("To come: sent when it has come")
    return _("To come: ships by %(day)s") % {"day": moment(promised_on, "date")}
