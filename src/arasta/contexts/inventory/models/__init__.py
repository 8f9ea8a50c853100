"""The tables of the stock room."""

from arasta.contexts.inventory.models.holds import Hold, HoldLine
from arasta.contexts.inventory.models.kits import KitComponent
from arasta.contexts.inventory.models.on_way import PromiseOnWay
from arasta.contexts.inventory.models.stock import (
    Adjustment,
    Allocation,
    ChannelRule,
    Fence,
    GoodsReceipt,
    Location,
    LocationText,
    Movement,
    Reservation,
    StockLevel,
    Transfer,
    TransferLine,
)
from arasta.contexts.inventory.models.supplies import Backorder, SellingTerms, Supply
from arasta.contexts.inventory.models.tracing import Lot, LotLevel, Serial, Tracking

__all__ = [
    "Adjustment",
    "Allocation",
    "Backorder",
    "ChannelRule",
    "Fence",
    "GoodsReceipt",
    "Hold",
    "HoldLine",
    "KitComponent",
    "Location",
    "LocationText",
    "Lot",
    "LotLevel",
    "Movement",
    "PromiseOnWay",
    "Reservation",
    "SellingTerms",
    "Serial",
    "StockLevel",
    "Supply",
    "Tracking",
    "Transfer",
    "TransferLine",
]
