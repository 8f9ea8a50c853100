"""How the demo's shoppers find things: words that mean the same, collections, what goes together, what is on offer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from arasta.contexts.catalog.queries import owners
from arasta.contexts.channels.queries import channels
from arasta.contexts.discovery.services import collections, companions, synonyms
from arasta.contexts.discovery.types import CollectionInput, CollectionKind, CollectionSort, Rule
from arasta.flows.discovering import learn
from arasta.kernel.access import SYSTEM

WORDS = (
    ("sofa", "couch", "kanepe", "divan", "диван"),
    ("tee", "t-shirt", "tişört", "футболка"),
    ("notebook", "jotter", "defter", "блокнот"),
    ("towel", "peştemal", "havlu", "полотенце"),
    ("lamp", "light", "lamba", "светильник", "лампа"),
    ("ceramic", "stoneware", "porcelain", "seramik", "porselen", "керамика", "фарфор"),
    ("mug", "kupa", "кружка"),
    ("soap", "sabun", "мыло"),
)
GIFTS = (
    "hediye-gift-box",
    "goz-nazar-charm",
    "yali-candle",
    "keten-cloth-notebook",
    "hamam-towel-set",
    "lale-spring-vase",
)
TOGETHER = {
    "iznik-mug": ("rize-black-tea", "kervan-house-coffee", "dantel-crochet-coasters"),
    "caydan-teapot": ("rize-black-tea", "keyif-tea-cup", "isparta-rosebud-tea"),
    "ikiz-double-teapot": ("rize-black-tea", "keyif-tea-cup", "marmaris-pine-honey"),
    "rize-black-tea": ("ikiz-double-teapot", "keyif-tea-cup", "kestane-candied-chestnut"),
    "kervan-house-coffee": ("fincan-coffee-pair", "yolluk-travel-cup", "akide-candy"),
    "fincan-coffee-pair": ("kervan-house-coffee", "akide-candy"),
    "kavilca-bread-mix": ("arnavutkoy-strawberry-jam", "tereyagi-butter-dish", "marmaris-pine-honey"),
    "bursa-chef-knife": ("zeytin-butcher-block", "maydanoz-herb-scissors"),
    "urla-wine-glasses": ("meyhane-carafe-set", "gemlik-olives"),
    "sahil-swim-shorts": ("kumsal-flip-flops", "cesme-beach-umbrella", "dalga-snorkel-set"),
    "mercan-swimsuit": ("ege-straw-hat", "alacati-sunglasses", "kulac-swim-goggles"),
    "likya-hiking-boots": ("cift-cotton-socks", "piri-brass-compass", "yayla-two-person-tent"),
    "yolcu-suitcase": ("isim-luggage-tag", "emanet-luggage-lock", "lokum-makeup-pouch"),
    "sabunhane-olive-soap": ("bodrum-sea-sponge", "hamam-towel-set", "ihlamur-hand-lotion"),
    "ay-moon-lamp": ("masal-story-books", "bulut-cloud-cushion"),
    "keten-cloth-notebook": ("hattat-fountain-pen", "katip-ballpoint", "mektup-letter-set"),
    "hattat-fountain-pen": ("keten-cloth-notebook", "mektup-letter-set"),
    "ruya-bed-linen": ("bulut-cloud-cushion", "hamam-towel-set"),
    "hamam-towel-set": ("pestemal-kimono-robe", "ruya-bed-linen"),
    "ephesus-amphora": ("ceren-dried-bouquet", "lale-spring-vase"),
    "lale-spring-vase": ("ceren-dried-bouquet", "iznik-tulip-bulbs"),
}


def help_to_find(web: UUID, *, at: datetime) -> None:
    """Lead shoppers as a merchant would."""
    synonyms.add(WORDS, actor=SYSTEM)
    known = owners.ids_of_handles([*GIFTS, *TOGETHER, *(other for others in TOGETHER.values() for other in others)])
    collections.save(
        [
            CollectionInput(
                code="gifts",
                kind=CollectionKind.MANUAL,
                names={"en": "Small gifts", "tr": "Küçük hediyeler", "ru": "Небольшие подарки"},
                descriptions={
                    "en": "Nothing too large for a coat pocket or a suitcase.",
                    "tr": "Palto cebine ya da bavula sığacak şeyler.",
                    "ru": "То, что поместится в карман пальто или в чемодан.",
                },
                members=tuple(known[handle] for handle in GIFTS if handle in known),
            ),
            CollectionInput(
                code="our-favorites",
                kind=CollectionKind.RULE,
                names={"en": "Our favorites", "tr": "Gözdelerimiz", "ru": "Наши любимые вещи"},
                descriptions={
                    "en": "What we would carry home ourselves.",
                    "tr": "Eve kendimizin de götüreceği şeyler.",
                    "ru": "То, что мы унесли бы домой сами.",
                },
                sort=CollectionSort.NEWEST,
                rule=Rule(only_featured=True),
                position=1,
            ),
        ],
        actor=SYSTEM,
    )
    for handle, others in TOGETHER.items():
        if handle in known:
            companions.pick(known[handle], [known[other] for other in others if other in known], actor=SYSTEM)
    learn.tell_offers(channels.channel_by_id(web), at=at)
