"""The ledger of consents: the last word counts, and nothing said is ever lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import consents
from arasta.contexts.customers.services.profiles import EmailWrong
from arasta.contexts.customers.types import ConsentToRecord, ContactChannel, Purpose
from arasta.kernel.access import ANONYMOUS, PermissionMissing
from tests.contexts.customers.making import facts, make_customer, make_shopper, shopper

pytestmark = pytest.mark.django_db
MAIL = "ada@example.com"
YES = ConsentToRecord(MAIL, ContactChannel.EMAIL, Purpose.OFFERS, is_given=True, source="checkout")
NO = replace(YES, is_given=False, source="account")


def may(contact: str = MAIL, purpose: Purpose = Purpose.OFFERS) -> bool:
    return bool(queries.may_be_reached([contact], channel=ContactChannel.EMAIL, purpose=purpose))


def test_silence_is_a_no_and_the_last_word_counts() -> None:
    silence = may()
    consents.record([replace(YES, contact=" ADA@example.com")], actor=ANONYMOUS)
    yes, other = may(), may(purpose=Purpose.REMINDERS)
    consents.record([NO], actor=ANONYMOUS)

    assert (silence, yes, other, may()) == (False, True, False, False)


def test_the_ledger_keeps_every_new_word_with_its_source_and_version_and_nothing_twice() -> None:
    who = make_shopper(MAIL)
    mine = [replace(one, customer_id=who) for one in (YES, YES, NO, NO, YES)]

    written = [consents.record([one], actor=shopper(who)) for one in mine]

    kept = [(row.is_given, row.source, row.text_version, row.contact) for row in queries.consents(who)]
    assert written == [1, 0, 1, 0, 1]
    assert kept == [
        (True, "checkout", "offers-1", MAIL),
        (False, "account", "offers-1", MAIL),
        (True, "checkout", "offers-1", MAIL),
    ]
    assert [name for name, _ in facts()].count("customers.consent_changed") == 3


def test_a_no_where_nobody_said_yes_is_not_written() -> None:
    assert consents.record([NO], actor=ANONYMOUS) == 0
    assert queries.last_words([MAIL]) == {}


def test_a_guests_yes_becomes_the_customers_when_they_say_it_again() -> None:
    consents.record([YES], actor=ANONYMOUS)
    who = make_shopper(MAIL)

    assert consents.record([replace(YES, customer_id=who)], actor=shopper(who)) == 1
    assert [row.is_given for row in queries.consents(who)] == [True]


def test_nobody_speaks_for_another_customer_and_an_email_must_be_one() -> None:
    ada, bea = make_shopper(MAIL), make_customer("Bea")

    with pytest.raises(PermissionMissing):
        consents.record([replace(YES, customer_id=ada)], actor=shopper(bea))
    with pytest.raises(EmailWrong):
        consents.record([replace(YES, contact="ada")], actor=ANONYMOUS)
    assert not may()
