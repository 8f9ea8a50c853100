"""How channels share the pool, as JSON: what each keeps for itself, and what it is shown of the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Router
from ninja.decorators import decorate_view

from arasta.contexts.catalog.queries import variants
from arasta.contexts.channels.queries import channels
from arasta.contexts.inventory.queries import locations
from arasta.contexts.inventory.queries import rules as rule_book
from arasta.contexts.inventory.services import rules
from arasta.contexts.inventory.services.rules import RuleInput
from arasta.contexts.inventory.types import RuleKind, StockLine, UnknownLocation
from arasta.flows.stocking import rules_schemas as shapes
from arasta.flows.stocking import schemas
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.requests import actor_of

router = Router(tags=["Stock"])

Code = Annotated[str, Path(description="Code of a channel")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


@router.get(
    "/channels/{code}/stock-rules",
    response={200: shapes.StockRulePage, **READ},
    operation_id="list_stock_rules",
    summary="What a channel is shown of the pool",
)
@decorate_view(guards.read("stock.read"))
def list_stock_rules(request: HttpRequest, code: Code, asked: Query[shapes.AskedPage]) -> shapes.StockRulePage:
    """Return a channel's shares and caps; one of a SKU beats the one for all."""
    page = rule_book.rules(channels.channel(code).id, cursor=asked.cursor, limit=asked.limit)
    skus = _skus(row.variant_id for row in page.items if row.variant_id)
    return shapes.StockRulePage(items=[shapes.rule_out(row, skus) for row in page.items], next_cursor=page.next_cursor)


@router.put(
    "/channels/{code}/stock-rules",
    response={200: shapes.RulesSetOut, **WRITE},
    operation_id="set_stock_rules",
    summary="Set or lift shares and caps",
)
@decorate_view(guards.write("stock.write"))
def set_stock_rules(request: HttpRequest, code: Code, body: shapes.StockRulesIn) -> shapes.RulesSetOut:
    """Set or lift what a channel is shown of the pool: a share of it, or at most so many. Others stay as they are."""
    channel = channels.channel(code)
    ids = schemas.variant_ids([rule.sku for rule in body.rules if rule.sku])
    wanted = [RuleInput(RuleKind(rule.kind), rule.value, ids[rule.sku] if rule.sku else None) for rule in body.rules]
    rules.set_rules(wanted, channel_id=channel.id)
    return shapes.RulesSetOut(set=len(wanted))


@router.get(
    "/channels/{code}/fences",
    response={200: shapes.FencePage, **READ},
    operation_id="list_fences",
    summary="What is kept for a channel",
)
@decorate_view(guards.read("stock.read"))
def list_fences(request: HttpRequest, code: Code, asked: Query[shapes.AskedPage]) -> shapes.FencePage:
    """Return the units that are kept for a channel alone; they become fewer as it sells."""
    page = rule_book.fences(channels.channel(code).id, cursor=asked.cursor, limit=asked.limit)
    skus = _skus(row.variant_id for row in page.items)
    places = {row.id: row.code for row in locations.locations()}
    return shapes.FencePage(
        items=[shapes.fence_out(row, skus, places) for row in page.items], next_cursor=page.next_cursor
    )


@router.put(
    "/channels/{code}/fences",
    response={200: shapes.RulesSetOut, **WRITE},
    operation_id="set_fences",
    summary="Keep units for a channel",
)
@decorate_view(guards.write("stock.write"))
def set_fences(request: HttpRequest, code: Code, body: shapes.FencesIn) -> shapes.RulesSetOut:
    """Keep units at locations for one channel alone, or lift that. Others stay as they are."""
    channel, ids = channels.channel(code), schemas.variant_ids([fence.sku for fence in body.fences])
    places = {row.code.lower(): row.id for row in locations.locations()}
    for fence in body.fences:
        if fence.location.lower() not in places:
            raise UnknownLocation(location=fence.location)
    lines = [StockLine(ids[one.sku], places[one.location.lower()], one.quantity) for one in body.fences]
    rules.set_fences(lines, channel_id=channel.id, actor=actor_of(request))
    return shapes.RulesSetOut(set=len(lines))


def _skus(variant_ids: Iterable[UUID]) -> dict[UUID, str]:
    return {key: row.sku for key, row in variants.variants(list(variant_ids), language="en").items()}
