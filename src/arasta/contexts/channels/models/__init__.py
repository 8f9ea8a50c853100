"""Tables of channels: the channels themselves, listings, installations, sync states, external orders, parked items."""

from arasta.contexts.channels.models.channels import Channel, ChannelLocation, Installation
from arasta.contexts.channels.models.listings import Listing, ListingAlias
from arasta.contexts.channels.models.orders import ExternalLine, ExternalOrder, ExternalPackage
from arasta.contexts.channels.models.parking import ParkedItem
from arasta.contexts.channels.models.sync import SyncState, Ticket, TicketItem

__all__ = [
    "Channel",
    "ChannelLocation",
    "ExternalLine",
    "ExternalOrder",
    "ExternalPackage",
    "Installation",
    "Listing",
    "ListingAlias",
    "ParkedItem",
    "SyncState",
    "Ticket",
    "TicketItem",
]
