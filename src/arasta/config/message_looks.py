"""Dress messages in the brand of the shop they come from."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language

from arasta.contexts.brand import queries as brands
from arasta.contexts.brand.types import Kit, Place
from arasta.contexts.channels.queries import channels
from arasta.contexts.messages.ports import Look, provide_looks


def look(channel_id: UUID | None) -> Look:
    """Return how messages of a sales channel look, its legal lines in the language that is spoken now."""
    kit = brands.kit_of(channel_id) if channel_id else brands.PLAIN
    tokens, logo = kit.look.light, kit.pictures.get(Place.LOGO)
    return Look(
        name=_name(channel_id, kit),
        color=tokens.brand,
        on_color=tokens.brand_ink,
        paper=tokens.surface,
        ink=tokens.ink,
        logo_url=f"{settings.PUBLIC_URL}{logo.url}" if logo else "",
        legal=_legal(kit),
    )


def _name(channel_id: UUID | None, kit: Kit) -> str:
    if channel_id is None:
        return kit.name or "Arasta"
    channel = channels.channel_by_id(channel_id)
    return channel.named(get_language() or channel.language) or kit.name or channel.name


def _legal(kit: Kit) -> tuple[str, ...]:
    lines = kit.said(get_language() or kit.language).legal.splitlines()
    return tuple(line.strip() for line in lines if line.strip())


def register() -> None:
    """Let messages ask for a look; called once at start."""
    provide_looks(look)
