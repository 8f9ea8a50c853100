"""The tables of the stock room."""

from arasta.contexts.inventory.models.kits import KitComponent
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

__all__ = [
    "Adjustment",
    "Allocation",
    "Backorder",
    "ChannelRule",
    "Fence",
    "GoodsReceipt",
    "KitComponent",
    "Location",
    "LocationText",
    "Movement",
    "Reservation",
    "SellingTerms",
    "StockLevel",
    "Supply",
    "Transfer",
    "TransferLine",
]
