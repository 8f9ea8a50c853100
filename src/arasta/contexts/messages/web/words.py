"""What statuses and media of messages are called on screens, and how they look."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from arasta.contexts.messages.types import Medium, MessageStatus

STATUSES: dict[MessageStatus, Promise] = {
    MessageStatus.QUEUED: pgettext_lazy("message", "Waiting"),
    MessageStatus.SENT: pgettext_lazy("message", "Sent"),
    MessageStatus.FAILED: pgettext_lazy("message", "Refused"),
    MessageStatus.WITHHELD: pgettext_lazy("message", "Not sent"),
}

TONES = {
    MessageStatus.QUEUED: "info",
    MessageStatus.SENT: "good",
    MessageStatus.FAILED: "bad",
    MessageStatus.WITHHELD: "warn",
}

MEDIA: dict[Medium, Promise] = {
    Medium.EMAIL: gettext_lazy("Email"),
    Medium.SMS: gettext_lazy("Text message"),
    Medium.PUSH: gettext_lazy("Push"),
}

ICONS = {Medium.EMAIL: "mail", Medium.SMS: "message-square", Medium.PUSH: "bell"}

ERRORS: dict[str, Promise] = {
    "device_gone": gettext_lazy("The device does not take messages any more, so it was forgotten."),
    "no_text_account": gettext_lazy("There is no account for text messages. Set one up under “Text messages”."),
    "text_gateway_not_called": gettext_lazy("The gateway’s address leads into a private network, so it is not called."),
    "no_sender": gettext_lazy(
        "Nobody carries this kind of message here yet. An operator sets up email with a few lines."
    ),
}
