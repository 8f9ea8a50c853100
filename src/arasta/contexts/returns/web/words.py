"""What statuses and reasons of returns are called, and how they look."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from arasta.contexts.returns.types import ReturnReason, ReturnStatus

STATUSES: dict[ReturnStatus, Promise] = {
    ReturnStatus.REQUESTED: pgettext_lazy("return", "Requested"),
    ReturnStatus.RECEIVED: pgettext_lazy("return", "Received"),
    ReturnStatus.WITHDRAWN: pgettext_lazy("return", "Withdrawn"),
}
TONES = {ReturnStatus.REQUESTED: "warn", ReturnStatus.RECEIVED: "good", ReturnStatus.WITHDRAWN: "neutral"}

REASONS: dict[ReturnReason, Promise] = {
    ReturnReason.CHANGED_MIND: pgettext_lazy("return", "Changed my mind"),
    ReturnReason.TOO_SMALL: pgettext_lazy("return", "Too small"),
    ReturnReason.TOO_LARGE: pgettext_lazy("return", "Too large"),
    ReturnReason.NOT_AS_SHOWN: pgettext_lazy("return", "Not as shown"),
    ReturnReason.DAMAGED: pgettext_lazy("return", "Damaged"),
    ReturnReason.WRONG_ITEM: pgettext_lazy("return", "Not what I ordered"),
    ReturnReason.TOO_LATE: pgettext_lazy("return", "Came too late"),
    ReturnReason.OTHER: pgettext_lazy("return", "Something else"),
}
