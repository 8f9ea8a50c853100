"""Changing what people do, where, and whether they may come in."""

from __future__ import annotations

import threading
from uuid import UUID

import pytest
from django.db import connection

from arasta.contexts.identity import queries
from arasta.contexts.identity.services import sign_in, staff
from arasta.contexts.identity.types import PERMISSIONS, PERMISSIONS_OF, Role
from arasta.kernel import passwords
from arasta.kernel.access import SYSTEM, Actor, ActorKind, PermissionMissing
from arasta.kernel.ids import new_id
from tests.contexts.identity.making import PASSWORD, facts, make_staff, names_of_facts
from tests.makers import make_location

pytestmark = pytest.mark.django_db


def test_a_role_is_a_fixed_bundle_of_known_permissions() -> None:
    assert PERMISSIONS_OF[Role.OWNER] == frozenset({"*"})
    for role in set(Role) - {Role.OWNER}:
        assert set(PERMISSIONS) >= PERMISSIONS_OF[role]
        assert not PERMISSIONS_OF[role] & {"staff.read", "staff.write", "system.read"}


def test_a_changed_role_changes_what_the_actor_may() -> None:
    make_staff("owner@example.com")
    key = make_staff("bea@example.com", role=Role.PICKER)

    staff.change_role([key], role=Role.MARKETER, actor=SYSTEM)

    actor = queries.actor_of_staff(key)
    assert (actor.kind, actor.id, actor.name) == (ActorKind.STAFF, str(key), "Ada")
    assert actor.permissions == PERMISSIONS_OF[Role.MARKETER]
    assert facts()[-1] == ("identity.staff_role_changed", {"staff_id": str(key), "role": "marketer"})


def test_the_same_role_again_is_no_fact() -> None:
    key = make_staff("bea@example.com", role=Role.PICKER)

    staff.change_role([key], role=Role.PICKER, actor=SYSTEM)

    assert names_of_facts() == ["identity.staff_added"]


def test_locations_limit_the_actor() -> None:
    key, store, other = make_staff(), make_location("KADIKOY"), make_location("ANKARA")

    staff.set_locations([key], locations=frozenset({store}), actor=SYSTEM)

    actor = queries.actor_of_staff(key)
    assert (actor.may_at(store), actor.may_at(other)) == (True, False)
    staff.set_locations([key], locations=frozenset(), actor=SYSTEM)
    assert queries.actor_of_staff(key).may_at(other) is True


@pytest.mark.parametrize("act", ["role", "off"])
def test_the_last_active_owner_stays(act: str) -> None:
    owner, gone = make_staff("ada@example.com"), make_staff("bea@example.com")
    staff.deactivate([gone], actor=SYSTEM)

    with pytest.raises(staff.LastOwner):
        _remove(owner, act)

    row = queries.staff(owner)
    assert (row.role, row.is_active) == (Role.OWNER, True)


def test_somebody_unknown_is_missing() -> None:
    make_staff()

    for act in ("role", "off", "on", "places"):
        with pytest.raises(queries.StaffMissing):
            _remove(new_id(), act)


def test_switched_off_people_are_no_actors_until_switched_on() -> None:
    make_staff("owner@example.com")
    key = make_staff("bea@example.com", role=Role.PICKER)
    mark = sign_in.sign_in("bea@example.com", password=PASSWORD, address="10.0.0.1").mark

    staff.deactivate([key], actor=SYSTEM)

    assert queries.actor_of_session(key, mark) is None
    with pytest.raises(queries.StaffMissing):
        queries.actor_of_staff(key)
    staff.reactivate([key], actor=SYSTEM)
    assert queries.actor_of_session(key, mark) == queries.actor_of_staff(key)
    assert names_of_facts()[-2:] == ["identity.staff_deactivated", "identity.staff_reactivated"]


def test_a_new_password_ends_sessions() -> None:
    key = make_staff()
    mark = sign_in.sign_in("ada@example.com", password=PASSWORD, address="10.0.0.1").mark

    staff.set_password(key, password="four green kettles", actor=SYSTEM)

    assert queries.actor_of_session(key, mark) is None
    with pytest.raises(passwords.WrongPassword):
        sign_in.sign_in("ada@example.com", password=PASSWORD, address="10.0.0.1")
    assert sign_in.sign_in("ada@example.com", password="four green kettles", address="10.0.0.1").id == key


def test_people_set_their_own_password_and_nobody_elses() -> None:
    own, other = make_staff("bea@example.com", role=Role.PICKER), make_staff("cem@example.com", role=Role.PICKER)
    actor = Actor(ActorKind.STAFF, id=str(own), permissions=PERMISSIONS_OF[Role.PICKER])

    staff.set_password(own, password="four green kettles", actor=actor)
    with pytest.raises(PermissionMissing):
        staff.set_password(other, password="four green kettles", actor=actor)

    assert sign_in.sign_in("cem@example.com", password=PASSWORD, address="10.0.0.1").id == other


def test_the_language_is_kept_and_must_be_known() -> None:
    key = make_staff()

    staff.choose_language(key, language="ru")
    with pytest.raises(staff.LanguageUnknown):
        staff.choose_language(key, language="de")

    assert queries.staff(key).language == "ru"


@pytest.mark.django_db(transaction=True)
def test_two_owners_cannot_remove_one_another_at_once() -> None:
    owners = [make_staff("ada@example.com"), make_staff("bea@example.com")]
    gate, refused = threading.Barrier(2), list[str]()

    def remove(key: UUID) -> None:
        gate.wait()
        try:
            staff.deactivate([key], actor=SYSTEM)
        except staff.LastOwner as refusal:
            refused.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=[key]) for key in owners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert refused == ["last_owner"]
    assert sum(row.is_active for row in queries.staff_page().items) == 1


def _remove(key: UUID, act: str) -> None:
    if act == "role":
        staff.change_role([key], role=Role.PICKER, actor=SYSTEM)
    elif act == "off":
        staff.deactivate([key], actor=SYSTEM)
    elif act == "on":
        staff.reactivate([key], actor=SYSTEM)
    else:
        staff.set_locations([key], locations=frozenset(), actor=SYSTEM)
