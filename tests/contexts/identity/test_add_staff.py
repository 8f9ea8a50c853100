"""Adding people."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import staff
from arasta.contexts.identity.types import NewStaff, Role
from arasta.kernel import db, passwords
from arasta.kernel.access import SYSTEM, Actor, ActorKind, PermissionMissing
from tests.contexts.identity.making import PASSWORD, facts, make_staff
from tests.makers import make_location

pytestmark = pytest.mark.django_db


def test_keeps_the_email_in_lower_case_and_the_password_as_argon2() -> None:
    store = make_location("KADIKOY")
    new = NewStaff(
        email=" Ada@Example.COM ",
        name=" Ada ",
        role=Role.ASSOCIATE,
        password=PASSWORD,
        language="tr",
        locations=frozenset({store}),
    )

    key = staff.add_staff([new], actor=SYSTEM)[0]

    row = queries.staff(key)
    assert (row.email, row.name, row.role, row.language, row.is_active) == (
        "ada@example.com",
        "Ada",
        Role.ASSOCIATE,
        "tr",
        True,
    )
    assert (row.locations, row.last_sign_in_at) == (frozenset({store}), None)
    assert db.rows("SELECT password LIKE 'argon2$argon2id$%%' FROM identity_staff", ()) == [(True,)]
    assert facts() == [("identity.staff_added", {"staff_id": str(key), "role": "associate", "locations": [str(store)]})]


def test_adds_many_with_the_same_number_of_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    people = [NewStaff(f"p{n}@example.com", f"P{n}", Role.PICKER, PASSWORD) for n in range(4)]

    with django_assert_num_queries(5):
        staff.add_staff(people[:1], actor=SYSTEM)
    with django_assert_num_queries(5):
        staff.add_staff(people[1:], actor=SYSTEM)

    assert [row.email for row in queries.staff_page().items] == [one.email for one in people]


def test_refuses_a_known_email_and_adds_nobody_of_the_batch() -> None:
    make_staff("ada@example.com")
    batch = [
        NewStaff("bea@example.com", "Bea", Role.PICKER, PASSWORD),
        NewStaff("ADA@example.com", "Ada again", Role.PICKER, PASSWORD),
    ]

    with pytest.raises(staff.EmailTaken) as refusal:
        staff.add_staff(batch, actor=SYSTEM)

    assert refusal.value.sentence() == "“ada@example.com” already belongs to somebody on the staff."
    assert [row.email for row in queries.staff_page().items] == ["ada@example.com"]


@pytest.mark.parametrize(
    ("change", "refusal", "code"),
    [
        ({"email": "ada"}, staff.EmailWrong, "email_invalid"),
        ({"email": "a\x00da@example.com"}, staff.EmailWrong, "email_invalid"),
        ({"name": "  "}, staff.NameMissing, "name_required"),
        ({"language": "xx"}, staff.LanguageUnknown, "language_unknown"),
        ({"password": "short"}, passwords.PasswordTooWeak, "password_too_weak"),
        ({"password": "password123"}, passwords.PasswordTooWeak, "password_too_weak"),
        ({"password": "x" * 1001}, passwords.PasswordTooLong, "password_too_long"),
    ],
)
def test_refuses_what_is_wrong(change: dict[str, str], refusal: type[Exception], code: str) -> None:
    new = replace(NewStaff("ada@example.com", "Ada", Role.OWNER, PASSWORD), **change)  # type: ignore[arg-type]

    with pytest.raises(refusal) as refused:
        staff.add_staff([new], actor=SYSTEM)

    assert refused.value.args[0] == code
    assert queries.staff_page().items == []


def test_is_for_those_who_may_change_the_staff() -> None:
    agent = Actor(ActorKind.STAFF, id="a", permissions=frozenset({"staff.read"}))

    with pytest.raises(PermissionMissing):
        staff.add_staff([NewStaff("ada@example.com", "Ada", Role.OWNER, PASSWORD)], actor=agent)

    assert queries.staff_page().items == []


def test_pages_follow_the_names() -> None:
    for name in ("Cem", "Ada", "Bea"):
        make_staff(f"{name.lower()}@example.com", name=name)

    first = queries.staff_page(limit=2)
    second = queries.staff_page(limit=2, cursor=first.next_cursor)

    assert [row.name for row in first.items] == ["Ada", "Bea"]
    assert ([row.name for row in second.items], second.next_cursor) == (["Cem"], None)
