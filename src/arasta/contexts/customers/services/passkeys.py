"""Keep customers' passkeys. The ceremony with the browser is the surface's; what it proved is written here."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.customers.events import CustomerChanged
from arasta.contexts.customers.services.profiles import lock, require_own
from arasta.contexts.customers.types import CustomerId, NewPasskey, SignedIn
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Missing, Unauthenticated, gettext_noop
from arasta.kernel.ids import new_id
from arasta.kernel.outbox.publishing import publish

MOST = 20
LONGEST_LABEL = 60


class PasskeyTaken(Conflict):
    """A device's key belongs to one customer."""

    code = "passkey_taken"
    template = gettext_noop("This passkey is kept already.")


class TooManyPasskeys(Conflict):
    """Nobody has that many devices."""

    code = "too_many_passkeys"
    template = gettext_noop("An account keeps %(most)s passkeys. Delete one first.")


class PasskeyMissing(Missing):
    """The customer has no such passkey."""

    code = "passkey_not_found"
    template = gettext_noop("There is no such passkey.")


class PasskeyRefused(Unauthenticated):
    """The device's answer does not prove anything: an unknown key, another signature, or a copy of the key."""

    code = "passkey_refused"
    template = gettext_noop("This passkey is not known here. Come in another way.")


# A copied key shows itself by a counter that does not grow; keys that never count stay at zero.
_USED = """
UPDATE customers_passkey p SET sign_count = %(count)s, last_used_at = clock_timestamp() FROM customers_customer c
WHERE p.credential = %(credential)s AND p.site = %(site)s AND c.id = p.customer_id
  AND (p.sign_count < %(count)s OR (p.sign_count = 0 AND %(count)s = 0))
RETURNING c.id, c.language
"""


def add(customer_id: UUID, passkey: NewPasskey, *, actor: Actor) -> None:
    """Keep a passkey of a customer; publishes CustomerChanged. Raises PasskeyTaken, TooManyPasskeys, CustomerMissing."""
    require_own(actor, customer_id)
    label = " ".join(passkey.label.replace("\x00", "").split())[:LONGEST_LABEL] or "Passkey"
    with db.transaction():
        lock(customer_id)
        if db.rows("SELECT count(*) FROM customers_passkey WHERE customer_id = %s", [customer_id])[0][0] >= MOST:
            raise TooManyPasskeys(most=MOST)
        kept = db.execute(
            "INSERT INTO customers_passkey (id, customer_id, credential, public_key, sign_count, site, label)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (credential) DO NOTHING",
            [
                new_id(),
                customer_id,
                passkey.credential,
                passkey.public_key,
                passkey.sign_count,
                passkey.site,
                label,
            ],
        )
        if not kept:
            raise PasskeyTaken
        publish([CustomerChanged(customer_id=customer_id, parts=("passkeys",))], actor=actor)


def remove(customer_id: UUID, passkey_ids: Sequence[UUID], *, actor: Actor) -> None:
    """Forget passkeys of a customer; publishes CustomerChanged. Raises PasskeyMissing, also for somebody else's."""
    require_own(actor, customer_id)
    with db.transaction():
        lock(customer_id)
        gone = db.execute(
            "DELETE FROM customers_passkey WHERE customer_id = %s AND id = ANY(%s)", [customer_id, list(passkey_ids)]
        )
        if gone < len(set(passkey_ids)):
            raise PasskeyMissing
        publish([CustomerChanged(customer_id=customer_id, parts=("passkeys",))], actor=actor)


def sign_in(credential: bytes, *, site: str, sign_count: int) -> SignedIn:
    """Let in whose device signed, and remember its counter. Raises PasskeyRefused for a counter that did not grow."""
    found = db.rows(_USED, {"credential": credential, "site": site, "count": sign_count})
    if not found:
        raise PasskeyRefused
    return SignedIn(CustomerId(found[0][0]), found[0][1])
