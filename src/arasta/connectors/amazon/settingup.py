"""Plans that set an account up: who the seller is, and that notices are sent to our queue."""

from __future__ import annotations

import msgspec

from arasta.connectors.amazon import answers, login
from arasta.connectors.amazon.account import OWN_STOCK, Shop
from arasta.connectors.amazon.client import Calls
from arasta.contexts.channels.ports import ChannelTrouble, NotOffered
from arasta.contexts.channels.types import Trouble
from arasta.contexts.channels.types.inbound import ChannelPlace, Introduction, Subscribed
from arasta.kernel.transport.wire import HttpResponse, Plan

KINDS = (
    "ORDER_CHANGE",
    "LISTINGS_ITEM_STATUS_CHANGE",
    "LISTINGS_ITEM_ISSUES_CHANGE",
    "FBA_INVENTORY_AVAILABILITY_CHANGES",
    "TRANSACTION_UPDATE",
)
ARN = "arn:aws:sqs:"
QUEUE_NAME = "arasta-notices"
THERE_ALREADY = 409


class Doc(msgspec.Struct, rename="camel"):
    """A part of a document; its fields are in camel case there."""


class Market(Doc):
    id: str
    country_code: str
    default_currency_code: str


class Participation(Doc):
    is_participating: bool


class Participant(Doc):
    marketplace: Market
    participation: Participation
    store_name: str = ""


class Participants(Doc):
    payload: list[Participant]


class Queue(Doc):
    arn: str = ""


class Resource(Doc):
    sqs: Queue | None = None


class Destination(Doc):
    destination_id: str
    resource: Resource


class Destinations(Doc):
    payload: list[Destination] = msgspec.field(default_factory=list)


class NewDestination(Doc):
    payload: Destination


class Subscription(Doc):
    subscription_id: str
    destination_id: str


class OneSubscription(Doc):
    payload: Subscription


def introduce(calls: Calls, shop: Shop) -> Plan[Introduction]:
    """Ask on which marketplaces the seller sells. Raises ChannelTrouble, REFUSED when ours is not among them."""
    found = answers.expect((yield calls.participations()), Participants).payload
    ours = next((one for one in found if one.marketplace.id == shop.marketplace_id), None)
    if ours is None or not ours.participation.is_participating:
        named = ", ".join(one.marketplace.id for one in found)
        raise ChannelTrouble(Trouble.REFUSED, f"the seller does not sell on {shop.marketplace_id}, but on {named}")
    return Introduction(
        account=shop.seller_id,
        name=ours.store_name or shop.seller_id,
        currency=ours.marketplace.default_currency_code,
        country=ours.marketplace.country_code,
        places=(
            ChannelPlace(external_id=OWN_STOCK, name="Own stock"),
            ChannelPlace(external_id=shop.amazon_stock, name="Held by Amazon", is_ours=False),
        ),
    )


def subscribe(calls: Calls, shop: Shop, address: str) -> Plan[Subscribed]:
    """Have notices sent to our queue, once however often it is asked. Raises NotOffered where no queue is known."""
    arn = address if address.startswith(ARN) else shop.setting("queue_arn")
    if not arn.startswith(ARN):
        raise NotOffered(what="subscribe")
    token = yield from login.application_token(shop)
    destination = yield from _destination(calls, token, arn)
    ids: dict[str, str] = {}
    for kind in KINDS:
        ids[kind] = yield from _subscription(calls, kind, destination)
    return Subscribed(external_ids=tuple(one for one in ids.values() if one))


def _destination(calls: Calls, token: str, arn: str) -> Plan[str]:
    known = answers.expect((yield calls.destinations(token)), Destinations).payload
    for one in known:
        if one.resource.sqs is not None and one.resource.sqs.arn == arn:
            return one.destination_id
    answer = yield calls.new_destination(token, QUEUE_NAME, arn)
    return answers.expect(answer, NewDestination).payload.destination_id


def _subscription(calls: Calls, kind: str, destination: str) -> Plan[str]:
    answer = yield calls.subscription(kind)
    if not answers.is_missing(answer):
        return answers.expect(answer, OneSubscription).payload.subscription_id
    answer = yield calls.subscribe(kind, destination)
    if isinstance(answer, HttpResponse) and answer.status == THERE_ALREADY:
        return ""
    return answers.expect(answer, OneSubscription).payload.subscription_id
