"""Tables of channels: the channels themselves, listings, installations, sync states, external orders, parked items."""

from arasta.contexts.channels.models.buffers import Buffer, BufferTerms, SyncAge
from arasta.contexts.channels.models.channels import Channel, ChannelLocation, ChannelText, Installation
from arasta.contexts.channels.models.content import (
    ContentEdit,
    ContentEditChange,
    ContentIssue,
    ContentState,
    ContentTemplate,
    ContentValue,
)
from arasta.contexts.channels.models.credentials import AccessToken, OtherSecrets
from arasta.contexts.channels.models.drafts import ConnectionDraft
from arasta.contexts.channels.models.ending import Ending
from arasta.contexts.channels.models.feeds import Feed, FeedFetch, FeedRow, FeedTouched, FeedVersion
from arasta.contexts.channels.models.inbox import InboxCall, InboxHint, RefusedCalls
from arasta.contexts.channels.models.listings import Listing, ListingAlias
from arasta.contexts.channels.models.orders import ExternalLine, ExternalOrder, ExternalPackage
from arasta.contexts.channels.models.outbound import Drift, Hold, Removal, Rollout, RolloutVariant
from arasta.contexts.channels.models.parking import ParkedItem
from arasta.contexts.channels.models.policies import (
    AcceptedPrice,
    Deadline,
    HealthFigure,
    HealthLimit,
    Match,
    Matching,
    PricePolicy,
)
from arasta.contexts.channels.models.returning import (
    ChannelMoneyEntry,
    ExternalReturn,
    ExternalReturnLine,
    SeenListing,
)
from arasta.contexts.channels.models.sync import SyncState, Ticket, TicketItem

__all__ = [
    "AcceptedPrice",
    "AccessToken",
    "Buffer",
    "BufferTerms",
    "Channel",
    "ChannelLocation",
    "ChannelMoneyEntry",
    "ChannelText",
    "ConnectionDraft",
    "ContentEdit",
    "ContentEditChange",
    "ContentIssue",
    "ContentState",
    "ContentTemplate",
    "ContentValue",
    "Deadline",
    "Drift",
    "Ending",
    "ExternalLine",
    "ExternalOrder",
    "ExternalPackage",
    "ExternalReturn",
    "ExternalReturnLine",
    "Feed",
    "FeedFetch",
    "FeedRow",
    "FeedTouched",
    "FeedVersion",
    "HealthFigure",
    "HealthLimit",
    "Hold",
    "InboxCall",
    "InboxHint",
    "Installation",
    "Listing",
    "ListingAlias",
    "Match",
    "Matching",
    "OtherSecrets",
    "ParkedItem",
    "PricePolicy",
    "RefusedCalls",
    "Removal",
    "Rollout",
    "RolloutVariant",
    "SeenListing",
    "SyncAge",
    "SyncState",
    "Ticket",
    "TicketItem",
]
