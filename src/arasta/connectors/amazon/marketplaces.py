"""Amazon's marketplaces: the region that answers for each, its language, and what its stock of ours is called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the world with an address of its own; `stock` is the code of the stock that Amazon holds there."""

    base_url: str
    stock: str


NORTH_AMERICA = Region("https://sellingpartnerapi-na.amazon.com", "AMAZON_NA")
EUROPE = Region("https://sellingpartnerapi-eu.amazon.com", "AMAZON_EU")
FAR_EAST = Region("https://sellingpartnerapi-fe.amazon.com", "AMAZON_JP")


@dataclass(frozen=True, slots=True)
class Marketplace:
    """A marketplace: the country it sells in and the language its listings are read in."""

    country: str
    language: str
    region: Region


MARKETPLACES = {
    "ATVPDKIKX0DER": Marketplace("US", "en_US", NORTH_AMERICA),
    "A2EUQ1WTGCTBG2": Marketplace("CA", "en_CA", NORTH_AMERICA),
    "A1AM78C64UM0Y8": Marketplace("MX", "es_MX", NORTH_AMERICA),
    "A2Q3Y263D00KWC": Marketplace("BR", "pt_BR", NORTH_AMERICA),
    "A28R8C7NBKEWEA": Marketplace("IE", "en_IE", EUROPE),
    "A1RKKUPIHCS9HS": Marketplace("ES", "es_ES", EUROPE),
    "A1F83G8C2ARO7P": Marketplace("GB", "en_GB", EUROPE),
    "A13V1IB3VIYZZH": Marketplace("FR", "fr_FR", EUROPE),
    "AMEN7PMS3EDWL": Marketplace("BE", "fr_BE", EUROPE),
    "A1805IZSGTT6HS": Marketplace("NL", "nl_NL", EUROPE),
    "A1PA6795UKMFR9": Marketplace("DE", "de_DE", EUROPE),
    "APJ6JRA9NG5V4": Marketplace("IT", "it_IT", EUROPE),
    "A2NODRKZP88ZB9": Marketplace("SE", "sv_SE", EUROPE),
    "A1C3SOZRARQ6R3": Marketplace("PL", "pl_PL", EUROPE),
    "A33AVAJ2PDY3EV": Marketplace("TR", "tr_TR", EUROPE),
    "A17E79C6D8DWNP": Marketplace("SA", "ar_AE", EUROPE),
    "A2VIGQ35RCS4UG": Marketplace("AE", "en_AE", EUROPE),
    "A21TJRUUN4KGV": Marketplace("IN", "en_IN", EUROPE),
    "A19VAU5U5O7RUS": Marketplace("SG", "en_SG", FAR_EAST),
    "A39IBJ37TRP1C6": Marketplace("AU", "en_AU", FAR_EAST),
    "A1VC38T7YXB528": Marketplace("JP", "ja_JP", FAR_EAST),
}
