"""Letters by SMTP."""

from __future__ import annotations

import smtplib
from email.headerregistry import Address

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from arasta.contexts.messages.ports import Outgoing, RefusedForGood, register_sender
from arasta.contexts.messages.types import Medium
from arasta.kernel import db
from arasta.kernel.ids import to_public

_FOR_GOOD = 500


class SmtpSender:
    """Hands letters to one mail server."""

    def send(self, message: Outgoing) -> None:
        """Hand over a letter. Raises RefusedForGood for an address or content that is refused."""
        db.refuse_transaction()
        try:
            _letter(message).send()
        except smtplib.SMTPRecipientsRefused as refused:
            raise _sorted(*next(iter(refused.recipients.values())), refused) from refused
        except smtplib.SMTPResponseException as answered:
            raise _sorted(answered.smtp_code, answered.smtp_error, answered) from answered
        except ValueError as malformed:
            raise RefusedForGood(str(malformed)) from malformed


def register() -> None:
    """Carry letters if a mail server is named."""
    if settings.EMAIL_HOST:
        register_sender(Medium.EMAIL, SmtpSender())


def _letter(message: Outgoing) -> EmailMultiAlternatives:
    box = settings.DEFAULT_FROM_EMAIL
    letter = EmailMultiAlternatives(
        subject=message.title,
        body=message.text,
        from_email=str(Address(display_name=message.sender_name, addr_spec=box)),
        to=[message.to],
        headers={
            "Message-ID": f"<{to_public('msg', message.id)}@{box.rpartition('@')[2]}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
        connection=get_connection("django.core.mail.backends.smtp.EmailBackend"),
    )
    letter.attach_alternative(message.html, "text/html")
    return letter


def _sorted(code: int, said: bytes | str, failure: Exception) -> Exception:
    """Return what a refusal means: for good, or something to try again."""
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return RefusedForGood(f"{code} {words}") if code >= _FOR_GOOD else failure
