"""Codes by email, passkeys and sessions: who they let in, and whom they keep out."""

from __future__ import annotations

import pytest

from arasta.contexts.customers import queries
from arasta.contexts.customers.services import codes, logins, passkeys, profiles, sessions
from arasta.contexts.customers.types import NewCustomer, NewPasskey, SignInWay
from arasta.kernel import db
from arasta.kernel.access import SYSTEM, PermissionMissing
from tests.contexts.customers.making import PASSWORD, facts, make_customer, make_shopper, shopper

pytestmark = pytest.mark.django_db(transaction=True)
SITE = "shop.example"


def ask(email: str, code: str, client: str = "10.0.0.1") -> None:
    with db.transaction():
        codes.ask(email, code=code, address_of_client=client)


def key(credential: bytes = b"one", count: int = 0, site: str = SITE) -> NewPasskey:
    return NewPasskey(credential, b"public", count, site, "Phone")


def test_a_code_lets_in_once_and_makes_a_customer_of_whoever_is_new() -> None:
    ask(" NEW@example.com ", "123456")

    who = codes.enter("new@example.com", code=" 123456 ", language="tr")

    row = queries.customer(who.id)
    assert (row.email, row.name, row.language, row.has_login) == ("new@example.com", "new", "tr", False)
    assert who.was_taken_back is False
    with pytest.raises(codes.CodeWrong):
        codes.enter("new@example.com", code="123456")


def test_a_code_is_guessed_five_times_and_only_the_last_one_sent_counts() -> None:
    ask("ada@example.com", "111111")
    ask("ada@example.com", "222222")
    for guess in ("111111", "", "222223", "\x00", "222221"):
        with pytest.raises(codes.CodeWrong):
            codes.enter("ada@example.com", code=guess)

    with pytest.raises(codes.CodeWrong):
        codes.enter("ada@example.com", code="222222")

    assert queries.customer_by_email("ada@example.com") is None


def test_a_code_is_worthless_for_another_email_and_after_its_time() -> None:
    ask("ada@example.com", "111111")
    ask("bea@example.com", "222222")
    with pytest.raises(codes.CodeWrong):
        codes.enter("bea@example.com", code="111111")

    db.execute("UPDATE customers_sign_in_code SET expires_at = clock_timestamp()", ())

    with pytest.raises(codes.CodeWrong):
        codes.enter("ada@example.com", code="111111")


def test_only_five_codes_an_hour_are_sent_to_an_email() -> None:
    for number in range(5):
        ask("ada@example.com", f"00000{number}")
    with pytest.raises(codes.TooManyCodes):
        ask("ada@example.com", "999999")
    with pytest.raises(codes.CodeWrong):
        codes.enter("ada@example.com", code="999999")

    db.execute("UPDATE customers_sign_in_code SET asked_since = asked_since - interval '61 minutes'", ())
    ask("ada@example.com", "333333")

    assert codes.enter("ada@example.com", code="333333").language == "en"


def test_only_so_many_codes_are_sent_for_one_address_of_the_network() -> None:
    for number in range(20):
        ask(f"a{number}@example.com", "111111")

    with pytest.raises(codes.TooManyCodes):
        ask("b@example.com", "111111")
    ask("b@example.com", "111111", client="10.0.0.2")

    assert codes.enter("b@example.com", code="111111").was_taken_back is False


def test_whoever_opened_an_account_with_an_email_that_is_not_theirs_loses_it_to_its_owner() -> None:
    thief = make_shopper("ada@example.com")
    session = sessions.begin(thief, way=SignInWay.PASSWORD, device="")
    passkeys.add(thief, key(), actor=shopper(thief))
    ask("ada@example.com", "111111")

    who = codes.enter("ada@example.com", code="111111")

    assert (who.id, who.was_taken_back) == (thief, True)
    assert sessions.recognize(session) is None
    assert (queries.customer(thief).has_login, queries.passkeys(thief)) == (False, [])
    assert ("customers.customer_changed", {"customer_id": str(thief), "parts": ["password", "passkeys"]}) in facts()


def test_a_proven_email_keeps_its_password_until_the_email_changes() -> None:
    ask("ada@example.com", "111111")
    who = codes.enter("ada@example.com", code="111111").id
    logins.set_password(who, password=PASSWORD, actor=shopper(who))
    ask("ada@example.com", "222222")
    again = codes.enter("ada@example.com", code="222222")
    profiles.change_profile(who, profile=NewCustomer("Ada", "other@example.com"), actor=shopper(who))
    ask("other@example.com", "333333")

    moved = codes.enter("other@example.com", code="333333")

    assert (again.was_taken_back, moved.id, moved.was_taken_back) == (False, who, True)


def test_a_passkey_lets_in_at_its_own_site_with_a_counter_that_grows() -> None:
    who = make_shopper()
    passkeys.add(who, key(count=4), actor=shopper(who))

    known = queries.passkey_of(b"one", site=SITE)

    assert known is not None
    assert (known.customer_id, known.public_key, known.sign_count) == (who, b"public", 4)
    assert queries.passkey_of(b"one", site="other.example") is None
    assert passkeys.sign_in(b"one", site=SITE, sign_count=5).id == who
    for site, count in ((SITE, 5), (SITE, 4), ("other.example", 9)):
        with pytest.raises(passkeys.PasskeyRefused):
            passkeys.sign_in(b"one", site=site, sign_count=count)


def test_a_passkey_that_never_counts_works_again_and_again() -> None:
    who = make_shopper()
    passkeys.add(who, key(), actor=shopper(who))

    assert {passkeys.sign_in(b"one", site=SITE, sign_count=0).id for _ in range(2)} == {who}
    assert queries.passkeys(who)[0].last_used_at is not None


def test_passkeys_are_added_and_removed_by_their_owner_alone() -> None:
    ada, bea = make_shopper(), make_customer("Bea", email="bea@example.com")
    passkeys.add(ada, key(), actor=shopper(ada))
    mine = queries.passkeys(ada)[0].id

    with pytest.raises(passkeys.PasskeyTaken):
        passkeys.add(bea, key(), actor=shopper(bea))
    with pytest.raises(PermissionMissing):
        passkeys.add(ada, key(b"two"), actor=shopper(bea))
    with pytest.raises(PermissionMissing):
        passkeys.remove(ada, [mine], actor=shopper(bea))
    with pytest.raises(passkeys.PasskeyMissing):
        passkeys.remove(bea, [mine], actor=shopper(bea))
    assert queries.credentials_of(ada, site=SITE) == [b"one"]
    passkeys.remove(ada, [mine], actor=shopper(ada))

    assert queries.passkeys(ada) == []


def test_sessions_end_one_by_one_or_all_others_together_and_only_ones_own() -> None:
    ada, bea = make_shopper(), make_customer("Bea", email="bea@example.com")
    first, second, third = (sessions.begin(ada, way=SignInWay.CODE, device=f"Phone {n}") for n in range(3))
    hers = sessions.begin(bea, way=SignInWay.CODE, device="")

    with pytest.raises(sessions.SessionMissing):
        sessions.end(ada, [first, hers], actor=shopper(ada))
    assert [sessions.end(ada, [first], actor=shopper(ada)) for _ in range(2)] == [1, 0]
    assert sessions.recognize(first) is None
    assert sessions.recognize(hers) is not None
    assert sessions.end_others(ada, kept=second, actor=shopper(ada)) == 1
    assert [row.id for row in queries.sessions(ada)] == [second]
    assert sessions.recognize(third) is None
    with pytest.raises(PermissionMissing):
        sessions.end(ada, [second], actor=shopper(bea))
    assert sessions.end(ada, [second], actor=SYSTEM) == 1


def test_being_here_is_noted_once_an_hour() -> None:
    who = make_shopper()
    session = sessions.begin(who, way=SignInWay.CODE, device="Phone")
    db.execute("UPDATE customers_session SET seen_at = seen_at - interval '2 hours'", ())
    long_ago = queries.sessions(who)[0].seen_at

    sessions.recognize(session)
    noted = queries.sessions(who)[0].seen_at
    sessions.recognize(session)

    assert long_ago < noted == queries.sessions(who)[0].seen_at
