"""Signing in, and guessing made slow."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import sign_in, staff
from arasta.contexts.identity.types import Role
from arasta.kernel import db, passwords
from arasta.kernel.access import SYSTEM
from tests.contexts.identity.making import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
HOME, AWAY = "10.0.0.1", "10.0.0.2"


def test_lets_in_whatever_the_case_of_the_email_and_notes_when() -> None:
    key = make_staff()

    who = sign_in.sign_in(" ADA@example.com ", password=PASSWORD, address=HOME)

    assert (who.id, who.language) == (key, "en")
    assert queries.actor_of_session(key, who.mark) == queries.actor_of_staff(key)
    assert queries.actor_of_session(key, "another mark") is None
    assert db.rows("SELECT clock_timestamp() - last_login < interval '1 minute' FROM identity_staff") == [(True,)]


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com", "not an email", "", "a\x00b@example.com"])
def test_a_wrong_password_and_an_unknown_email_are_told_alike(email: str) -> None:
    make_staff()

    with pytest.raises(passwords.WrongPassword) as refusal:
        sign_in.sign_in(email, password="wrong password", address=HOME)

    assert (refusal.value.code, refusal.value.sentence()) == (
        "wrong_email_or_password",
        "The email or the password is not right.",
    )


def test_somebody_switched_off_is_told_so_only_with_the_right_password() -> None:
    make_staff("owner@example.com")
    key = make_staff("bea@example.com", role=Role.PICKER)
    staff.deactivate([key], actor=SYSTEM)

    with pytest.raises(sign_in.StaffInactive):
        sign_in.sign_in("bea@example.com", password=PASSWORD, address=HOME)
    with pytest.raises(passwords.WrongPassword):
        sign_in.sign_in("bea@example.com", password="wrong password", address=HOME)


def test_ten_wrong_passwords_close_the_door_for_that_email_from_that_address() -> None:
    make_staff("ada@example.com")
    make_staff("bea@example.com")
    _fail(10)

    with pytest.raises(passwords.TooManyTries) as refusal:
        sign_in.sign_in("ada@example.com", password=PASSWORD, address=HOME)

    assert refusal.value.details == {"minutes": 15}
    assert sign_in.sign_in("ada@example.com", password=PASSWORD, address=AWAY).language == "en"
    assert sign_in.sign_in("bea@example.com", password=PASSWORD, address=HOME).language == "en"


def test_knocking_at_a_closed_door_does_not_keep_it_closed() -> None:
    make_staff()
    _fail(10)
    until = db.rows("SELECT forget_at FROM identity_failed_sign_in WHERE subject = %s", [f"ada@example.com {HOME}"])

    for _ in range(3):
        with pytest.raises(passwords.TooManyTries):
            sign_in.sign_in("ada@example.com", password="wrong password", address=HOME)

    assert (
        db.rows("SELECT forget_at FROM identity_failed_sign_in WHERE subject = %s", [f"ada@example.com {HOME}"])
        == until
    )
    _a_quarter_of_an_hour_passes()
    assert sign_in.sign_in("ada@example.com", password=PASSWORD, address=HOME).language == "en"


def test_a_right_password_forgives_what_came_before() -> None:
    make_staff()

    for _ in range(2):
        _fail(9)
        sign_in.sign_in("ada@example.com", password=PASSWORD, address=HOME)

    assert db.rows("SELECT subject, failures FROM identity_failed_sign_in") == [("ada@example.com", 18)]


def test_failures_long_ago_do_not_count() -> None:
    make_staff()
    _fail(9)
    _a_quarter_of_an_hour_passes()

    _fail(9)

    assert sign_in.sign_in("ada@example.com", password=PASSWORD, address=HOME).language == "en"


def test_guessing_from_many_addresses_closes_the_email_everywhere() -> None:
    make_staff()
    db.execute(
        "INSERT INTO identity_failed_sign_in VALUES ('ada@example.com', 100, clock_timestamp() + interval '5 minutes')"
    )

    with pytest.raises(passwords.TooManyTries) as refusal:
        sign_in.sign_in("ada@example.com", password=PASSWORD, address=AWAY)

    assert refusal.value.details == {"minutes": 5}


def test_old_counts_are_swept() -> None:
    _fail(1)
    _a_quarter_of_an_hour_passes()
    _fail(1, email="bea@example.com")

    assert sign_in.forget_old_failures() == 2
    assert db.rows("SELECT count(*) FROM identity_failed_sign_in") == [(2,)]


def test_refuses_to_run_where_a_rollback_would_forget_the_failure() -> None:
    with pytest.raises(db.InsideTransaction), db.transaction():
        sign_in.sign_in("ada@example.com", password=PASSWORD, address=HOME)


@pytest.mark.django_db(transaction=True)
def test_thirty_guesses_at_once_are_ten_guesses() -> None:
    make_staff()
    told = list[str]()

    def guess() -> None:
        try:
            sign_in.sign_in("ada@example.com", password="wrong password", address=HOME)
        except (passwords.WrongPassword, passwords.TooManyTries) as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (told.count("wrong_email_or_password"), told.count("too_many_sign_in_tries")) == (10, 20)


def _fail(times: int, *, email: str = "ada@example.com") -> None:
    for _ in range(times):
        with pytest.raises(passwords.WrongPassword):
            sign_in.sign_in(email, password="wrong password", address=HOME)


def _a_quarter_of_an_hour_passes() -> None:
    db.execute("UPDATE identity_failed_sign_in SET forget_at = forget_at - interval '15 minutes'")
