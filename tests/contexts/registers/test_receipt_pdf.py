"""The receipt on paper: one page, the right words, and every letter of three languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from arasta.contexts.registers.receipts_pdf import receipt_pdf
from arasta.contexts.registers.types import ReceiptDocument, ReceiptLine, ReceiptTax, ReceiptTender
from arasta.kernel.money import Money
from tests.papers import words_of


def lira(minor: int) -> Money:
    return Money(minor, "TRY")


RECEIPT = ReceiptDocument(
    language="tr",
    shop_name="Kervan Kadıköy",
    address=("Moda Caddesi 12", "34710 İstanbul"),
    tax_id="1234567890",
    number="KDK1-000042",
    order_number="100234",
    register="KDK1",
    cashier="Elif Şahin",
    printed_at=datetime(2026, 3, 2, 14, 5, tzinfo=ZoneInfo("Europe/Istanbul")),
    lines=(
        ReceiptLine("Güneş ışığı mumu", "MUM-01", 3, lira(24_990), lira(74_970)),
        ReceiptLine("Keten örtü", "KTN-01", 1, lira(1_234_560), lira(1_234_560), "150 × 220 cm"),
    ),
    discounts=(("İndirim", lira(-9_530)),),
    taxes=(ReceiptTax("KDV %20", lira(1_083_333), lira(216_667)),),
    total=lira(1_300_000),
    tender=ReceiptTender.CASH,
    tendered=lira(1_400_000),
    change=lira(100_000),
    qr_text="https://kervan.example/o/100234",
)


def read(document: ReceiptDocument) -> str:
    (page,) = words_of(receipt_pdf(document))
    return page


def test_a_receipt_is_one_page_and_the_same_every_time() -> None:
    paper = receipt_pdf(RECEIPT)
    assert len(words_of(paper)) == 1
    assert receipt_pdf(RECEIPT) == paper


def test_a_turkish_receipt_reads_as_turkish_with_the_liras_sign() -> None:
    text = read(RECEIPT)
    for word in ("Kervan Kadıköy", "Güneş ışığı mumu", "Şahin", "₺13.000,00", "3 × ₺249,90", "-₺95,30", "KDV %20"):
        assert word in text
    for word in ("Fiş", "Sipariş", "Kasa", "Toplam", "Nakit", "Para üstü", "Vergi no. 1234567890"):
        assert word in text


def test_a_russian_receipt_reads_as_russian() -> None:
    line = ReceiptLine("Свеча «Объятия» с ёлкой", "MUM-01", 1, lira(24_990), lira(24_990))
    text = read(replace(RECEIPT, language="ru", lines=(line,), shop_name="Кервань"))
    for word in ("Кервань", "Свеча «Объятия» с ёлкой", "Чек", "Итого", "Наличными", "Сдача", "13 000,00 ₺"):
        assert word in text.replace("\xa0", " ")


def test_a_card_receipt_gives_no_change_and_empty_facts_take_no_line() -> None:
    card = replace(
        RECEIPT, language="en", tender=ReceiptTender.TERMINAL, tendered=lira(1_300_000), change=lira(0),
        cashier="", discounts=(), taxes=(), qr_text="", tax_id="", footer="See you in Moda.",
    )  # fmt: skip
    text = read(card)
    assert "Card" in text
    assert "See you in Moda." in text
    assert not any(word in text for word in ("Change", "Cash", "Served by", "Tax"))


def test_words_that_mean_something_to_the_typesetter_stay_words() -> None:
    line = ReceiptLine('#eval("1+1") *$x_2$* `a` \\ "quoted"', "A-1", 1, lira(100), lira(100))
    text = read(replace(RECEIPT, lines=(line,), shop_name="#pagebreak()"))
    assert '#eval("1+1")' in text
    assert "#pagebreak()" in text
