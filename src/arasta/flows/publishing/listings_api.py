"""Listings over JSON: what they say, edits of many, templates, matching and price policies."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Query, Router, Status
from ninja.decorators import decorate_view

from arasta.contexts.catalog.queries import variants
from arasta.contexts.catalog.types.refusals import UnknownSku
from arasta.contexts.channels.queries import channels, edits
from arasta.contexts.channels.queries import content as content_book
from arasta.contexts.channels.queries import matching as match_book
from arasta.contexts.channels.queries import price_policy as policy_book
from arasta.contexts.channels.queries import quality as quality_book
from arasta.contexts.channels.queries.quality import ListingFilter
from arasta.contexts.channels.services import content as content_services
from arasta.contexts.channels.services import matching as match_services
from arasta.contexts.channels.types import LISTING_PREFIX, Channel
from arasta.contexts.channels.types.content import CAP, EDIT_PREFIX, END_BELOW, PRICE, SHARE, EditStep
from arasta.flows.publishing import edit_listings, keep_prices, listed_goods, match_listings
from arasta.flows.publishing import listings_schemas as shapes
from arasta.flows.publishing import offer_products as offering
from arasta.kernel import clock, db
from arasta.kernel.http import guards
from arasta.kernel.http.schemas import Problem
from arasta.kernel.ids import from_public
from arasta.kernel.requests import actor_of

router = Router(tags=["Listings"])

Code = Annotated[str, Path(description="Code of a channel")]
EditId = Annotated[str, Path(description="`edt_...`")]
READ = {401: Problem, 403: Problem, 404: Problem, 422: Problem}
WRITE = {**READ, 409: Problem}


@router.get(
    "/channels/{code}/listing-content",
    response={200: shapes.ListingContentPage, **READ},
    operation_id="list_listing_content",
    summary="What a channel's listings say",
)
@decorate_view(guards.read("channels.read"))
def list_listing_content(
    request: HttpRequest, code: Code, asked: Query[shapes.AskedContent]
) -> shapes.ListingContentPage:
    """Return listings with every field, where it comes from, and how good they are; the weakest first."""
    channel = channels.channel(code)
    wanted = ListingFilter(status=asked.status, reason=asked.reason, below=asked.below)
    page = quality_book.judged_page(channel.id, wanted, cursor=asked.cursor, limit=asked.limit)
    said = {one.listing.id: one for one in listed_goods.listed(channel, page.items, at=clock.now())}
    judged = quality_book.judgments(list(said), with_issues=True)
    rows = [shapes.ListingContentOut.of(said[row.id], judged.get(row.id)) for row in page.items if row.id in said]
    return shapes.ListingContentPage(items=rows, next_cursor=page.next_cursor)


@router.post(
    "/channels/{code}/assortment",
    response={200: shapes.OfferedNowOut, **WRITE},
    operation_id="offer_products",
    summary="Take products into a channel's assortment",
)
@decorate_view(guards.write("channels.write"))
def offer_products(request: HttpRequest, code: Code, body: shapes.OfferProductsIn) -> shapes.OfferedNowOut:
    """Offer SKUs, or a category with all below it, as drafts of listings; those that are listed already stay."""
    found = offering.offer(
        channels.channel(code), category=body.category, skus=body.skus, by=body.by, actor=actor_of(request)
    )
    return shapes.OfferedNowOut(offered=found.offered, known=found.known, without_code=list(found.without_code))


@router.get(
    "/channels/{code}/content-templates",
    response={200: list[shapes.TemplateOut], **READ},
    operation_id="list_content_templates",
    summary="What all listings of a channel say",
)
@decorate_view(guards.read("channels.read"))
def list_content_templates(request: HttpRequest, code: Code) -> list[shapes.TemplateOut]:
    """Return a channel's templates."""
    found = content_book.templates(channels.channel(code).id)
    return [shapes.TemplateOut(field=name, text=text) for name, text in found.items()]


@router.put(
    "/channels/{code}/content-templates",
    response={200: list[shapes.TemplateOut], **WRITE},
    operation_id="set_content_templates",
    summary="Say what all listings of a channel say",
)
@decorate_view(guards.write("channels.write"))
def set_content_templates(request: HttpRequest, code: Code, body: shapes.TemplatesIn) -> list[shapes.TemplateOut]:
    """Set or lift templates; those not named stay. Listings that inherit are told anew."""
    channel = channels.channel(code)
    content_services.save_templates(channel.id, {one.field: one.text for one in body.templates})
    return [shapes.TemplateOut(field=name, text=text) for name, text in content_book.templates(channel.id).items()]


@router.post(
    "/channels/{code}/listing-edits/plan",
    response={200: shapes.EditPlanOut, **WRITE},
    operation_id="plan_listing_edit",
    summary="See what an edit would change",
)
@decorate_view(guards.read("channels.read"))
def plan_listing_edit(request: HttpRequest, code: Code, body: shapes.EditIn) -> shapes.EditPlanOut:
    """Return the differences that an edit would make, and the mark to save it with. Nothing is changed."""
    steps = [step.step() for step in body.steps]
    keys = [from_public(LISTING_PREFIX, key) for key in body.listing_ids]
    return shapes.EditPlanOut.of(edit_listings.plan(channels.channel(code), keys, steps, at=clock.now()))


@router.post(
    "/channels/{code}/listing-edits",
    response={201: shapes.EditOut, **WRITE},
    operation_id="save_listing_edit",
    summary="Edit many listings",
)
@decorate_view(guards.write("channels.write"))
def save_listing_edit(request: HttpRequest, code: Code, body: shapes.SaveEditIn) -> Status[shapes.EditOut]:
    """Save an edit whose differences were looked at, all of it or nothing; it can be undone once."""
    steps, actor = [step.step() for step in body.steps], actor_of(request)
    for scope in _needed(steps):
        actor.require(scope)
    key = edit_listings.save(
        channels.channel(code),
        [from_public(LISTING_PREFIX, key) for key in body.listing_ids],
        steps,
        mark=body.mark,
        reason=body.reason,
        at=clock.now(),
        actor=actor,
    )
    return Status(201, shapes.EditOut.of(edits.edit(key)))


@router.get(
    "/listing-edits/{edit_id}",
    response={200: shapes.EditOut, **READ},
    operation_id="get_listing_edit",
    summary="What became of an edit",
)
@decorate_view(guards.read("channels.read"))
def get_listing_edit(request: HttpRequest, edit_id: EditId) -> shapes.EditOut:
    """Return an edit, saved or undone."""
    return shapes.EditOut.of(edits.edit(from_public(EDIT_PREFIX, edit_id)))


@router.post(
    "/listing-edits/{edit_id}/undo",
    response={200: shapes.UndoneOut, **WRITE},
    operation_id="undo_listing_edit",
    summary="Take an edit back",
)
@decorate_view(guards.write("channels.write"))
def undo_listing_edit(request: HttpRequest, edit_id: EditId) -> shapes.UndoneOut:
    """Put back what was before, where nothing changed since; say what was left."""
    undone = edit_listings.undo(from_public(EDIT_PREFIX, edit_id), at=clock.now(), actor=actor_of(request))
    return shapes.UndoneOut.of(undone)


@router.get(
    "/channels/{code}/matches",
    response={200: shapes.MatchPage, **READ},
    operation_id="list_matches",
    summary="Which SKUs a channel's listings are",
)
@decorate_view(guards.read("channels.read"))
def list_matches(request: HttpRequest, code: Code, asked: Query[shapes.AskedMatches]) -> shapes.MatchPage:
    """Return what the channel shows with our guess or a person's word, the surest first."""
    channel = channels.channel(code)
    page = match_book.matches_page(channel.id, state=asked.state, cursor=asked.cursor, limit=asked.limit)
    known = variants.variants({row.variant_id for row in page.items if row.variant_id}, language=channel.language)
    rows = [
        shapes.MatchOut.of(row, known[row.variant_id].sku if row.variant_id in known else None) for row in page.items
    ]
    return shapes.MatchPage(items=rows, next_cursor=page.next_cursor)


@router.post(
    "/channels/{code}/matches/propose",
    response={200: shapes.MatchingOut, **WRITE},
    operation_id="propose_matches",
    summary="Guess which SKUs a channel's listings are",
)
@decorate_view(guards.write("channels.write"))
def propose_matches(request: HttpRequest, code: Code) -> shapes.MatchingOut:
    """Guess anew what is not decided; nothing is confirmed and no product is made."""
    channel = channels.channel(code)
    match_listings.propose(channel, at=clock.now())
    return _matching(channel)


@router.post(
    "/channels/{code}/matches/decide",
    response={200: shapes.MatchingOut, **WRITE},
    operation_id="decide_matches",
    summary="Say which SKUs a channel's listings are",
)
@decorate_view(guards.write("channels.write"))
def decide_matches(request: HttpRequest, code: Code, body: shapes.DecideMatchesIn) -> shapes.MatchingOut:
    """Confirm and ignore, all or nothing."""
    channel, at, actor = channels.channel(code), clock.now(), actor_of(request)
    ids = variants.variant_ids_by_sku([one.sku for one in body.confirm])
    for one in body.confirm:
        if one.sku not in ids:
            raise UnknownSku(sku=one.sku)
    with db.transaction():
        chosen = {one.external_id: ids[one.sku] for one in body.confirm}
        match_services.confirm(channel.id, chosen, now=at, actor=actor)
        match_services.ignore(channel.id, body.ignore, now=at, actor=actor)
        if body.confirm_sure:
            match_listings.confirm_sure(channel, at=at, actor=actor)
    return _matching(channel)


@router.put(
    "/channels/{code}/matching",
    response={200: shapes.MatchingOut, **WRITE},
    operation_id="set_matching",
    summary="Hold a channel back until its listings are matched, or let it go",
)
@decorate_view(guards.write("channels.write"))
def set_matching(request: HttpRequest, code: Code, body: shapes.MatchingIn) -> shapes.MatchingOut:
    """Open, finish or skip matching; while it is open, nothing is told to the channel."""
    channel, at, actor = channels.channel(code), clock.now(), actor_of(request)
    if body.state == "open":
        match_services.ask_for_matching(channel.id)
    elif body.state == "decided":
        match_services.finish(channel.id, now=at, actor=actor)
    else:
        match_services.skip(channel.id, now=at, actor=actor)
    return _matching(channel)


@router.get(
    "/channels/{code}/price-policy",
    response={200: shapes.PricePolicyOut, **READ},
    operation_id="get_price_policy",
    summary="How a channel's prices relate to those for all channels",
)
@decorate_view(guards.read("catalog.read"))
def get_price_policy(request: HttpRequest, code: Code) -> shapes.PricePolicyOut:
    """Return a channel's price policy; prices are free where nothing was said."""
    return shapes.PricePolicyOut.of(policy_book.policy_of(channels.channel(code).id))


@router.put(
    "/channels/{code}/price-policy",
    response={200: shapes.PricePolicyOut, **WRITE},
    operation_id="set_price_policy",
    summary="Say how a channel's prices relate to those for all channels",
)
@decorate_view(guards.write("prices.write"))
def set_price_policy(request: HttpRequest, code: Code, body: shapes.PricePolicyIn) -> shapes.PricePolicyOut:
    """Set the policy; prices that follow from it are derived at once."""
    channel = channels.channel(code)
    keep_prices.set_policy(channel, body.policy(), at=clock.now(), actor=actor_of(request))
    return shapes.PricePolicyOut.of(policy_book.policy_of(channel.id))


def _matching(channel: Channel) -> shapes.MatchingOut:
    return shapes.MatchingOut.of(match_book.matching_of(channel.id), match_book.count_matches(channel.id))


def _needed(steps: list[EditStep]) -> list[str]:
    """Return what an edit needs besides: prices and stock rules have scopes of their own."""
    touched = {step.field for step in steps}
    return [
        scope
        for scope, fields in (("prices.write", {PRICE}), ("stock.write", {SHARE, CAP, END_BELOW}))
        if touched & fields
    ]
