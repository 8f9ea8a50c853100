"""The auditor reads conversations: what they say of themselves is what their messages say."""

from __future__ import annotations

from uuid import UUID

import pytest

from arasta.contexts.support import audit
from arasta.contexts.support import services as support
from arasta.contexts.support.types import MessageToWrite, Side, Speaker
from arasta.kernel import db
from arasta.kernel.access import ANONYMOUS
from tests import makers

pytestmark = pytest.mark.django_db


def talk() -> UUID:
    """Let a stranger ask twice."""
    key = support.open_conversation(Speaker(makers.make_channel(), owner_key="x" * 32, name="Ada"))
    for text in ("Is it blue?", "And round?"):
        support.write(MessageToWrite(key, Side.SHOPPER, "Ada", text), actor=ANONYMOUS)
    return key


def test_what_was_written_by_the_door_is_true() -> None:
    talk()

    assert audit.find_lies() == []


@pytest.mark.parametrize("lie", ["messages = 3", "last_side = 'adviser'"], ids=["count", "side"])
def test_a_conversation_that_lies_is_named(lie: str) -> None:
    key = talk()
    db.execute(f"UPDATE support_conversation SET {lie} WHERE id = %s", [key])

    (found,) = audit.find_lies()

    assert (found.rule.code, found.key) == ("support.messages", str(key))
