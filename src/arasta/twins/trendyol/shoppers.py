"""The marketplace's invented customers and what an order of theirs asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from arasta.twins.wire import Refusal, whole_number

MOST_LINES = 200
MOST_UNITS = 1000


@dataclass(frozen=True)
class Shopper:
    """Who buys and where it goes."""

    first_name: str
    last_name: str
    address: str
    city: str
    district: str
    postal_code: str
    phone: str


SHOPPERS: Sequence[Shopper] = (
    Shopper("Defne", "Aksu", "Çınar Sokak 12/4", "İstanbul", "Kadıköy", "34710", "5550000001"),
    Shopper("Emre", "Tuna", "Gül Sokak 7", "Ankara", "Çankaya", "06690", "5550000002"),
    Shopper("Ilgaz", "Şen", "Deniz Caddesi 31/9", "İzmir", "Konak", "35250", "5550000003"),
    Shopper("Мария", "Волкова", "Zerdalilik Mahallesi 5", "Antalya", "Muratpaşa", "07100", "5550000004"),
    Shopper("Ömer", "Yalın", "Ipek Yolu 88", "Bursa", "Osmangazi", "16010", "5550000005"),
)


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


def _read_shopper(value: Any) -> Shopper | None:
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refusal(400, "invalid", "buyer must be an object.")
    names = Shopper.__dataclass_fields__
    stand_in = SHOPPERS[0]
    texts = {name: value.get(name, getattr(stand_in, name)) for name in names}
    if not all(isinstance(text, str) and 0 < len(text) <= 200 for text in texts.values()):
        raise Refusal(400, "invalid", f"buyer has the texts {', '.join(names)}.")
    return Shopper(**texts)


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
        shopper=_read_shopper(value.get("buyer")),
        reference=reference,
        awaiting=value.get("awaiting") is True,
        allow_unknown=value.get("allowUnknown") is True,
    )
