"""Ways to pay with the built-in test provider, and sentences for what a payment can meet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arasta.contexts.payments import ports
from arasta.surfaces.storefront.shop import payment_provider


@dataclass(frozen=True, slots=True)
class Card:
    """A test card: the token that stands for it, and what it does."""

    token: str
    name: str | Promise
    detail: str | Promise


CARDS = (
    Card("tok_approve", gettext_lazy("Card that pays"), gettext_lazy("The payment goes through at once.")),
    Card("tok_3ds", gettext_lazy("Card with 3-D Secure"), gettext_lazy("Your bank asks you to confirm first.")),
    Card("tok_decline", gettext_lazy("Card that is declined"), gettext_lazy("The bank says no; nothing is charged.")),
)
TOKENS = frozenset(card.token for card in CARDS)


def can_pay() -> bool:
    """Tell whether the provider of the shop's payments is there."""
    return payment_provider() in ports.providers()


def declined(reason: str) -> str:
    """Say in a sentence why a payment did not go through."""
    known = {
        "insufficient_funds": _("There is not enough money on this card. Nothing was charged. Try another card."),
        "expired_card": _("This card has expired. Nothing was charged. Try another card."),
        "incorrect_cvc": _("The card’s security code was wrong. Nothing was charged. Please try again."),
        "authentication_failed": _("You did not confirm the payment at your bank. Nothing was charged."),
        "refunded": _("The goods were gone when the payment came through. It was given back in full."),
        "voided": _("The payment was let go. Nothing was charged."),
        "failed": _("The payment did not reach the bank. Nothing was charged. Please try again."),
    }
    return known.get(reason) or _("The bank declined this card. Nothing was charged. Try another card.")
