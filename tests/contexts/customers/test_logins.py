"""Registering, signing in, and guessing made slow."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import logins, profiles, sessions
from arasta.contexts.customers.types import SignInWay
from arasta.kernel import db, passwords
from arasta.kernel.access import SYSTEM, PermissionMissing
from arasta.kernel.ids import new_id
from tests.contexts.customers.making import PASSWORD, facts, make_customer, make_shopper, shopper

pytestmark = pytest.mark.django_db
HOME, AWAY = "10.0.0.1", "10.0.0.2"


def test_registering_makes_a_customer_who_is_signed_in() -> None:
    who = logins.register("ADA@example.com", password=PASSWORD, name="Ada", language="tr", phone="0532 123 45 67")

    row = queries.customer(who.id)
    assert (row.email, row.phone, row.language, row.has_login) == ("ada@example.com", "+905321234567", "tr", True)
    assert sessions.recognize(new_id()) is None
    assert db.rows("SELECT password LIKE 'argon2$argon2id$%%' FROM customers_login", ()) == [(True,)]
    assert facts() == [
        ("customers.customer_added", {"customer_id": str(who.id)}),
        ("customers.customer_registered", {"customer_id": str(who.id), "language": "tr"}),
    ]


def test_an_email_that_is_known_is_refused_clearly_whether_or_not_it_has_a_login() -> None:
    make_shopper("ada@example.com")
    guest = make_customer("Bea", email="bea@example.com")

    for email in ("Ada@example.com", "bea@example.com"):
        with pytest.raises(profiles.EmailTaken) as refusal:
            logins.register(email, password=PASSWORD, name="Eve")
        assert (refusal.value.code, refusal.value.details) == ("email_taken", {"email": email.lower()})

    assert (queries.customer(guest).name, queries.customer(guest).has_login) == ("Bea", False)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"email": ""}, profiles.EmailWrong),
        ({"email": "ada"}, profiles.EmailWrong),
        ({"password": "short"}, passwords.PasswordTooWeak),
        ({"password": "x" * 1001}, passwords.PasswordTooLong),
        ({"name": ""}, profiles.NameWrong),
        ({"language": "de"}, profiles.LanguageUnknown),
    ],
)
def test_a_wrong_registration_leaves_nobody_behind(change: dict[str, str], refusal: type[Exception]) -> None:
    given = {"email": "ada@example.com", "password": PASSWORD, "name": "Ada", "language": "en", **change}

    with pytest.raises(refusal):
        logins.register(given.pop("email"), **given)

    assert queries.customers_page().items == []


def test_signing_in_is_told_alike_for_wrong_passwords_guests_and_strangers() -> None:
    key = make_shopper("ada@example.com")
    make_customer("Bea", email="bea@example.com")

    assert logins.sign_in("ADA@example.com", password=PASSWORD, address_of_client=HOME).id == key
    for email in ("ada@example.com", "bea@example.com", "nobody@example.com", "", "a\x00@example.com"):
        with pytest.raises(passwords.WrongPassword) as refusal:
            logins.sign_in(email, password="wrong password", address_of_client=HOME)
        assert refusal.value.sentence() == "The email or the password is not right."


def test_ten_wrong_passwords_close_the_door_for_a_quarter_of_an_hour() -> None:
    make_shopper()
    for _ in range(10):
        with pytest.raises(passwords.WrongPassword):
            logins.sign_in("ada@example.com", password="wrong password", address_of_client=HOME)

    with pytest.raises(passwords.TooManyTries) as refusal:
        logins.sign_in("ada@example.com", password=PASSWORD, address_of_client=HOME)

    assert refusal.value.details == {"minutes": 15}
    assert logins.sign_in("ada@example.com", password=PASSWORD, address_of_client=AWAY).language == "tr"
    db.execute("UPDATE customers_failed_sign_in SET forget_at = forget_at - interval '15 minutes'")
    assert logins.sign_in("ada@example.com", password=PASSWORD, address_of_client=HOME).language == "tr"


def test_a_right_password_forgives_what_came_before() -> None:
    make_shopper()
    for _ in range(9):
        with pytest.raises(passwords.WrongPassword):
            logins.sign_in("ada@example.com", password="wrong password", address_of_client=HOME)

    logins.sign_in("ada@example.com", password=PASSWORD, address_of_client=HOME)

    assert db.rows("SELECT subject, failures FROM customers_failed_sign_in") == [("ada@example.com", 9)]
    assert logins.forget_old_failures() == 0
    db.execute("UPDATE customers_failed_sign_in SET forget_at = forget_at - interval '15 minutes'")
    assert logins.forget_old_failures() == 1


def test_signing_in_refuses_to_run_where_a_rollback_would_forget_the_failure() -> None:
    with pytest.raises(db.InsideTransaction), db.transaction():
        logins.sign_in("ada@example.com", password=PASSWORD, address_of_client=HOME)


@pytest.mark.django_db(transaction=True)
def test_two_registrations_of_one_email_at_once_are_one_customer() -> None:
    gate, told = threading.Barrier(2), list[str]()

    def register() -> None:
        gate.wait()
        try:
            logins.register("ada@example.com", password=PASSWORD, name="Ada")
            told.append("done")
        except profiles.EmailTaken as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=register) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["done", "email_taken"]
    assert len(queries.customers_page().items) == 1


def test_a_new_password_ends_all_sessions_but_the_one_it_was_set_in() -> None:
    key = make_shopper()
    here, there = (sessions.begin(key, way=SignInWay.PASSWORD, device="Firefox") for _ in range(2))

    logins.set_password(key, password="four green kettles", kept_session=here, actor=shopper(key))

    assert (sessions.recognize(here), sessions.recognize(there)) == (shopper(key), None)
    assert logins.sign_in("ada@example.com", password="four green kettles", address_of_client=HOME).id == key
    assert facts()[-1] == ("customers.customer_changed", {"customer_id": str(key), "parts": ["password"]})


def test_passwords_are_set_only_for_oneself_and_where_there_is_an_email() -> None:
    own, guest, nameless = make_shopper(), make_customer("Bea", email="bea@example.com"), make_customer("Cem")

    with pytest.raises(PermissionMissing):
        logins.set_password(guest, password=PASSWORD, actor=shopper(own))
    with pytest.raises(logins.LoginNeedsEmail):
        logins.set_password(nameless, password=PASSWORD, actor=shopper(nameless))
    logins.set_password(guest, password=PASSWORD, actor=shopper(guest))

    assert logins.sign_in("bea@example.com", password=PASSWORD, address_of_client=HOME).id == guest
    assert [queries.customer(one).has_login for one in (own, guest, nameless)] == [True, True, False]


def test_staff_open_a_login_for_a_profile_once_and_only_with_an_email() -> None:
    guest, nameless = make_customer("Bea", email="bea@example.com"), make_customer("Cem")

    logins.open_login(guest, password=PASSWORD, actor=SYSTEM)
    for key, refusal in (
        (guest, logins.LoginExists),
        (nameless, logins.LoginNeedsEmail),
        (new_id(), queries.CustomerMissing),
    ):
        with pytest.raises(refusal):
            logins.open_login(key, password="four green kettles", actor=SYSTEM)
    with pytest.raises(PermissionMissing):
        logins.open_login(nameless, password=PASSWORD, actor=shopper(nameless))

    assert logins.sign_in("bea@example.com", password=PASSWORD, address_of_client=HOME).id == guest
    assert facts()[-1][0] == "customers.customer_registered"
