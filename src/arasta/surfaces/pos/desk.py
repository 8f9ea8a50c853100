"""Who stands at which register, and the cart they are selling: kept in the session, checked on every request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import get_language

from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries.locations import LocationRow
from arasta.contexts.registers import queries as registers
from arasta.contexts.registers.queries import UnknownRegister
from arasta.contexts.registers.types import RegisterRow
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Forbidden, gettext_noop
from arasta.kernel.requests import actor_of

_KEY = "till"
_MOST_ASIDE = 9
REGISTER_PREFIX = "reg"


class ForeignRegister(Forbidden):
    """The register stands where the member of staff does not work."""

    code = "register_of_another_location"
    template = gettext_noop("You do not work at the location of this register. An owner can change that under Staff.")


class RegisterResting(Conflict):
    """The register is not in use."""

    code = "register_not_active"
    template = gettext_noop("This register is not in use. Choose another one.")


@dataclass(frozen=True, slots=True)
class Desk:
    """A member of staff at a register. `cart_id` is the sale they are at, `aside` are those they set aside."""

    actor: Actor
    register: RegisterRow
    location: LocationRow
    channel: Channel
    cart_id: UUID | None
    aside: tuple[UUID, ...]

    @property
    def owner_key(self) -> str:
        """What a cart of this desk is marked with."""
        return f"till:{self.register.id}:{self.actor.id}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.location.time_zone)


def registers_for(actor: Actor) -> list[RegisterRow]:
    """Return the active registers that somebody may work at."""
    return [row for row in registers.registers(only_active=True) if actor.may_at(row.location_id)]


def desk_of(request: HttpRequest) -> Desk | None:
    """Return the desk that the session names, if it still may be."""
    actor, state = actor_of(request), _state(request)
    try:
        register = registers.register(UUID(state["register"]))
    except (KeyError, ValueError, UnknownRegister):
        return None
    location = locations.by_id(language=get_language() or "en").get(register.location_id)
    if location is None or not register.is_active or not actor.may_at(register.location_id):
        return None
    carts = state.get("carts", {}).get(_place(register, actor), [])
    return Desk(
        actor=actor,
        register=register,
        location=location,
        channel=channels.channel_by_id(register.channel_id),
        cart_id=UUID(carts[0]) if carts and carts[0] else None,
        aside=tuple(UUID(key) for key in carts[1:]),
    )


def take_place(request: HttpRequest, register_id: UUID) -> None:
    """Stand at a register from now on. Raises UnknownRegister, RegisterResting, ForeignRegister."""
    register = registers.register(register_id)
    if not actor_of(request).may_at(register.location_id):
        raise ForeignRegister
    if not register.is_active:
        raise RegisterResting
    request.session[_KEY] = {**_state(request), "register": str(register.id)}


def keep(request: HttpRequest, desk: Desk, *, cart_id: UUID | None, aside: tuple[UUID, ...] | None = None) -> None:
    """Remember which cart the desk is at, and which it set aside."""
    others = desk.aside if aside is None else aside
    kept = [str(cart_id) if cart_id else "", *(str(key) for key in others[-_MOST_ASIDE:])]
    state = _state(request)
    carts = {**state.get("carts", {}), _place(desk.register, desk.actor): kept}
    request.session[_KEY] = {**state, "carts": carts}


def named_in(request: HttpRequest, cart_id: UUID) -> dict[str, list[str]]:
    """Return the serial numbers known of a cart's lines, by variant."""
    return cast(dict[str, list[str]], _state(request).get("named", {}).get(str(cart_id), {}))


def keep_named(request: HttpRequest, cart_id: UUID, named: Mapping[str, list[str]] | None) -> None:
    """Remember the serial numbers of a cart's lines; forget them when it is sold or given up."""
    state = _state(request)
    others = {key: known for key, known in state.get("named", {}).items() if key != str(cart_id)}
    kept = {**others, str(cart_id): dict(named)} if named else others
    request.session[_KEY] = {**state, "named": dict(list(kept.items())[-_MOST_ASIDE - 1 :])}


def leave(request: HttpRequest) -> None:
    """Sign out, but let the device remember its register and every desk's carts, for whoever signs in next."""
    state = _state(request)
    request.session.flush()
    request.session[_KEY] = state


def _state(request: HttpRequest) -> dict[str, Any]:
    return cast(dict[str, Any], request.session.get(_KEY, {}))


def _place(register: RegisterRow, actor: Actor) -> str:
    return f"{register.id}:{actor.id}"
