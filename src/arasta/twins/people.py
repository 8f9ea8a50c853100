"""The invented customers of every twin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from arasta.twins.wire import Refusal


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


def read_shopper(value: Any) -> Shopper | None:
    """Read a customer of the control API; what is not said is the first one's. Raises Refusal 400."""
    if value is None:
        return None
    if not isinstance(value, dict):
        raise Refusal(400, "invalid", "buyer must be an object.")
    names = Shopper.__dataclass_fields__
    texts = {name: value.get(name, getattr(SHOPPERS[0], name)) for name in names}
    if not all(isinstance(text, str) and 0 < len(text) <= 200 for text in texts.values()):
        raise Refusal(400, "invalid", f"buyer has the texts {', '.join(names)}.")
    return Shopper(**texts)
