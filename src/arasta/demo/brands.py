"""The demo's two brands: Kervan, and Lodos, which sells a part of the same goods by the sea and under its own name."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from arasta.contexts.brand.services import kits, pictures, shops
from arasta.contexts.brand.types import Colors, Font, KitInput, Lines, Place, ShopInput, Tone

LODOS = "web-lodos"
LODOS_SELLS = ("clothing", "kitchen", "travel", "wellness")
MEDIA = Path(__file__).parent / "kervan" / "media" / "brand"

_DEMO = {
    "en": "This shop is a demonstration: nothing is charged and nothing is sent.",
    "tr": "Bu mağaza bir tanıtımdır: para çekilmez, ürün gönderilmez.",
    "ru": "Этот магазин — демонстрация: деньги не списываются, товары не отправляются.",
}
_KERVAN = {
    "en": Lines(
        tagline="Everyday things from small workshops along the old caravan road.",
        eyebrow="From the old caravan road",
        headline="Things that stay with you",
        lead="Copper, clay, linen and tea from small workshops that we visit ourselves."
        " Ordered today, or picked up in a store near you.",
        legal=f"Kervan Ticaret A.Ş., Moda Cad. 58, 34710 İstanbul. {_DEMO['en']}",
    ),
    "tr": Lines(
        tagline="Eski kervan yolundaki küçük atölyelerden gündelik eşyalar.",
        eyebrow="Eski kervan yolundan",
        headline="Sizinle kalan eşyalar",
        lead="Kendimiz gidip gördüğümüz küçük atölyelerden bakır, kil, keten ve çay."
        " Bugün sipariş verin ya da size yakın bir mağazadan alın.",
        legal=f"Kervan Ticaret A.Ş., Moda Cad. 58, 34710 İstanbul. {_DEMO['tr']}",
    ),
    "ru": Lines(
        tagline="Вещи на каждый день из маленьких мастерских вдоль старого караванного пути.",
        eyebrow="Со старого караванного пути",
        headline="Вещи, которые остаются с вами",
        lead="Медь, глина, лён и чай из маленьких мастерских, где мы бываем сами."
        " Закажите сегодня или заберите в магазине рядом.",
        legal=f"Kervan Ticaret A.Ş., Moda Cad. 58, 34710 İstanbul. {_DEMO['ru']}",
    ),
}
_LODOS = {
    "en": Lines(
        tagline="For the boat, the beach and the long table afterwards.",
        eyebrow="When the south wind blows",
        headline="Light things for long days",
        lead="Linen, towels and tableware that dry quickly and travel well. A small range, sent from the Aegean coast.",
        announcement="A new name of the house of Kervan",
        legal=f"Lodos, a brand of Kervan Ticaret A.Ş. {_DEMO['en']}",
    ),
    "tr": Lines(
        tagline="Tekne, kumsal ve akşamki uzun sofra için.",
        eyebrow="Lodos estiğinde",
        headline="Uzun günlere hafif eşyalar",
        lead="Çabuk kuruyan, yolculuğa gelen keten, havlu ve sofra takımları. Ege kıyısından, az ve öz.",
        announcement="Kervan ailesinden yeni bir isim",
        legal=f"Lodos, Kervan Ticaret A.Ş. markasıdır. {_DEMO['tr']}",
    ),
    "ru": Lines(
        tagline="Для лодки, пляжа и долгого ужина после.",
        eyebrow="Когда дует южный ветер",
        headline="Лёгкие вещи для долгих дней",
        lead="Лён, полотенца и посуда, которые быстро сохнут и не боятся дороги. Немного вещей с берега Эгейского моря.",
        announcement="Новое имя в семье Kervan",
        legal=f"Lodos — марка компании Kervan Ticaret A.Ş. {_DEMO['ru']}",
    ),
}


def dress(opened: dict[str, UUID], *, media: Path) -> None:
    """Give both web shops their kits, and say at which hosts they answer."""
    kits.save_kits(
        [
            KitInput(
                code="kervan",
                name="Kervan",
                colors=Colors(brand="#a63f26", accent="#2f5d50", surface="#fbf7f0", ink="#1b1f24"),
                font_head=Font.SOURCE_SERIF,
                tone=Tone.WARM,
                lines=_KERVAN,
                language="tr",
            ),
            KitInput(
                code="lodos",
                name="Lodos",
                colors=Colors(brand="#0a6c8f", accent="#d9683c", surface="#f4f9fa", ink="#12303b"),
                font_text=Font.MANROPE,
                font_head=Font.MANROPE,
                radius=18,
                lines=_LODOS,
                language="tr",
            ),
        ]
    )
    for picture in sorted(MEDIA.glob("*-*.png")):
        code, place = picture.stem.split("-")
        pictures.hang(code, Place(place), picture.read_bytes(), media=str(media))
    shops.open_shops(
        [
            ShopInput(
                opened["web"],
                "kervan",
                hosts=("kervan.localhost",),
                is_general=True,
                currencies=("TRY", "EUR", "USD"),
                email="merhaba@kervan.example",
            ),
            ShopInput(
                opened[LODOS],
                "lodos",
                hosts=("lodos.localhost",),
                currencies=("TRY", "EUR"),
                email="merhaba@lodos.example",
            ),
        ]
    )
