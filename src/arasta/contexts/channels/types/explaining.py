"""Why something waits for a person: a sentence that all readers get in their own language, and what fills it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from arasta.kernel.errors import DomainError, gettext_noop

SENTENCES: Mapping[str, str] = {
    "currencies": gettext_noop("An amount in %(given)s stands among those in %(currency)s."),
    "entry_changed": gettext_noop("An entry that was written down before came again with another amount."),
    "gone": gettext_noop("It was called “%(title)s”."),
    "late_package": gettext_noop("Another package came to an order that was entered before."),
    "line_price": gettext_noop("Line %(line)s has no price."),
    "line_quantity": gettext_noop("Line %(line)s has the quantity %(quantity)s."),
    "line_sku": gettext_noop("Line %(line)s has no SKU."),
    "no_lines": gettext_noop("It has no lines."),
    "no_order_number": gettext_noop("It is a package without an order number."),
    "not_stored": gettext_noop("What was kept of it cannot be read: %(detail)s"),
    "price": gettext_noop("One of its prices cannot be."),
    "quantity": gettext_noop("One of its quantities cannot be."),
    "reason_given": gettext_noop("The reason given: %(reason)s"),
    "refund_not_offered": gettext_noop(
        "%(amount)s could not be given back for “%(reason)s”: the channel takes no refunds from us."
    ),
    "refund_of": gettext_noop("A refund for the order %(order)s."),
    "refund_refused": gettext_noop(
        "%(amount)s could not be given back for “%(reason)s”. The channel says: %(problem)s"
    ),
    "strange_line": gettext_noop("A package holds line %(line)s, which the order does not have."),
    "tax": gettext_noop("One of its tax rates cannot be."),
    "too_many_returns": gettext_noop("It has more returns or refunds than can be read at once."),
    "unreadable": gettext_noop("What is wrong with the document, for whoever looks after Arasta: %(detail)s"),
    "unseen_packages": gettext_noop("None of its packages can be seen. Is the permission to read them given?"),
}


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence in English with what fills it. Without a code it is somebody's own words, or nothing."""

    code: str = ""
    template: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    def said(self, translate: Callable[[str], str] = str) -> str:
        """Fill the sentence in a language; an edge passes how to translate."""
        return translate(self.template) % self.given if self.code else self.template


UNEXPLAINED = Explanation()


class Strange(ValueError):
    """A document says what cannot be; `explanation` says what."""

    def __init__(self, code: str, **given: object) -> None:
        self.explanation = explain(code, **given)
        super().__init__(self.explanation.said())


def explain(code: str, **given: object) -> Explanation:
    """Say why something waits."""
    return Explanation(code, SENTENCES[code], {name: str(value) for name, value in given.items()})


def explain_error(wrong: Exception) -> Explanation:
    """Say what an error says: a refusal of our own rules, a document that says what cannot be, or one unlike any known."""
    if isinstance(wrong, DomainError):
        return Explanation(wrong.code, wrong.template, {name: str(value) for name, value in wrong.details.items()})
    return wrong.explanation if isinstance(wrong, Strange) else explain("unreadable", detail=wrong)
