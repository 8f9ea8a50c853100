"""What an order of the marketplace's customers asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from arasta.twins.people import Shopper, read_shopper
from arasta.twins.wire import Refusal, whole_number

MOST_LINES = 200
MOST_UNITS = 1000


@dataclass(frozen=True)
class Want:
    """One line of an order: which barcode and how many."""

    barcode: str
    quantity: int


@dataclass(frozen=True)
class OrderRequest:
    """What a customer asks for; a reference makes sending it again harmless."""

    wants: tuple[Want, ...]
    shopper: Shopper | None = None
    reference: str | None = None
    awaiting: bool = False
    allow_unknown: bool = False


def _read_want(value: Any) -> Want:
    if not isinstance(value, dict) or not isinstance(value.get("barcode"), str) or not value["barcode"]:
        raise Refusal(400, "invalid", "Every line needs a barcode.")
    return Want(value["barcode"], whole_number(value.get("quantity", 1), "quantity", least=1, most=MOST_UNITS))


def read_order(value: Mapping[str, Any]) -> OrderRequest:
    """Read one order of the control API. Raises Refusal 400."""
    lines = value.get("lines")
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_LINES:
        raise Refusal(400, "invalid", f"lines must hold 1 to {MOST_LINES} lines.")
    reference = value.get("reference")
    if reference is not None and not (isinstance(reference, str) and 0 < len(reference) <= 100):
        raise Refusal(400, "invalid", "reference must be a text of at most 100 characters.")
    return OrderRequest(
        wants=tuple(_read_want(line) for line in lines),
        shopper=read_shopper(value.get("buyer")),
        reference=reference,
        awaiting=value.get("awaiting") is True,
        allow_unknown=value.get("allowUnknown") is True,
    )
