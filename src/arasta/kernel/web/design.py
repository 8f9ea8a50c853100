"""The kit on one page: every component in every state, with sample values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from arasta.kernel.money import Money

_SHELLS = {
    "office": "arasta/shell_backoffice.html",
    "till": "arasta/shell_till.html",
    "shop": "arasta/shell_shop.html",
}
_NOON = datetime(2026, 3, 14, 9, 0, tzinfo=UTC)


class _SampleForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("As customers read it."))
    price = forms.DecimalField(label=gettext_lazy("Price"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("each", gettext_lazy("Each")), ("gram", gettext_lazy("By weight"))],
        required=False,
    )
    story = forms.CharField(label=gettext_lazy("Description"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    way = forms.ChoiceField(
        label=gettext_lazy("Delivery"),
        widget=forms.RadioSelect,
        choices=[("pickup", gettext_lazy("Pick up in the store")), ("ship", gettext_lazy("Deliver"))],
    )
    listed = forms.BooleanField(label=gettext_lazy("Sell it in the web shop"), required=False)


def design(request: HttpRequest) -> HttpResponse:
    """Show every component of the kit, on the face the query names."""
    face = request.GET.get("face", "office")
    context = {"shell": _SHELLS.get(face, _SHELLS["office"]), "design_face": face, **_frame(face), **_samples()}
    return render(request, "arasta/design.html", context)


def _frame(face: str) -> dict[str, Any]:
    faces = [("office", _("Back office")), ("till", _("Till")), ("shop", _("Shop"))]
    tabs = [{"label": label, "url": f"?face={name}", "active": name == face} for name, label in faces]
    if face == "till":
        return {"faces": tabs, "register_name": "Kasa 2", "location_name": "Kadıköy", "actor_name": "Elif Demir",
                "waiting_count": 3, "till_tabs": _till_tabs(), "till_lock_url": "#"}  # fmt: skip
    if face == "shop":
        return {"faces": tabs, "brand": {"name": "Kervan"}, "categories": _categories(), "cart_count": 2,
                "account_url": "#", "currency": "TRY", "currencies": ["TRY", "EUR"], "currency_url": "#",
                "announcement": _("Free delivery over %(amount)s") % {"amount": "₺750"},
                "footer_columns": _footer()}  # fmt: skip
    return {"faces": tabs, "navigation": _navigation(), "dock": _navigation()[0]["items"][:4],
            "actor_name": "Elif Demir", "actor_role": _("Owner"), "store_name": "Kervan",
            "palette_commands": [{"label": _("Draft an order"), "url": "#draft", "icon": "plus"}]}  # fmt: skip


def _item(label: str, icon: str, count: int = 0, *, active: bool = False) -> dict[str, Any]:
    return {"label": label, "url": "#", "icon": icon, "count": count, "active": active}


def _navigation() -> list[dict[str, Any]]:
    sell = [_item(_("Today"), "house", active=True), _item(_("Orders"), "receipt-text", 24),
            _item(_("Returns"), "undo-2", 3), _item(_("Customers"), "users")]  # fmt: skip
    stock = [_item(_("Stock"), "boxes"), _item(_("Transfers"), "truck", 2), _item(_("Counts"), "clipboard-check")]
    rest = [_item(_("Products"), "tag"), _item(_("Prices"), "percent"), _item(_("Channels"), "plug")]
    return [
        {"title": "", "items": sell},
        {"title": _("Stock"), "items": stock},
        {"title": _("Catalog"), "items": rest},
    ]


def _till_tabs() -> list[dict[str, Any]]:
    return [_item(_("Sell"), "scan-barcode", active=True), _item(_("Orders"), "receipt-text"),
            _item(_("Pick up"), "package-check", 4), _item(_("Shift"), "banknote")]  # fmt: skip


def _categories() -> list[dict[str, Any]]:
    names = [_("New"), _("Kitchen"), _("Textiles"), _("Ceramics"), _("Soap and care"), _("Gifts")]
    return [{"label": name, "url": "#", "active": index == 3} for index, name in enumerate(names)]


def _footer() -> list[dict[str, Any]]:
    help_links = [_("Delivery and pickup"), _("Returns"), _("Contact")]
    shop_links = [_("Our stores"), _("Gift cards"), _("Privacy")]
    return [
        {"title": _("Help"), "links": [{"label": label, "url": "#"} for label in help_links]},
        {"title": "Kervan", "links": [{"label": label, "url": "#"} for label in shop_links]},
    ]


def _samples() -> dict[str, Any]:
    wrong = _SampleForm({"name": "", "price": "12,5x", "kind": "each", "listed": True})
    wrong.is_valid()
    return {
        "form": _SampleForm(initial={"name": "Bakır cezve", "kind": "each"}),
        "wrong": wrong,
        "rows": _rows(),
        "total": Money(24_815_940, "TRY"),
        "lira": Money(1_234_560, "TRY"),
        "reduced": Money(89_900, "TRY"),
        "before": Money(129_900, "TRY"),
        "lowest": Money(84_900, "TRY"),
        "refund": Money(-45_000, "TRY"),
        "yen": Money(12_400, "JPY"),
        "euro": Money(8_950, "EUR"),
        "nothing": None,
        "noon": _NOON,
        "earlier": _NOON - timedelta(hours=3),
        "yesterday": _NOON - timedelta(days=1),
        "views": [
            {"label": _("All"), "url": "#", "count": 1284, "active": True},
            {"label": _("To ship"), "url": "#", "count": 24},
            {"label": _("Unpaid"), "url": "#", "count": 7},
            {"label": _("Pick up today"), "url": "#", "count": 0},
        ],
        "steps": [
            {"label": _("Paid"), "state": "done", "detail": "12:04"},
            {"label": _("Picked"), "state": "done", "detail": "13:20"},
            {"label": _("Shipped"), "state": "current"},
            {"label": _("Delivered"), "state": "next"},
        ],
        "products": _products(),
        "days": _days(),
        "digits": list("123456789"),
    }


def _days() -> list[dict[str, Any]]:
    sales = [182, 176, 205, 198, 240, 312, 288, 191, 187, 214, 226, 251, 334, 301]
    before = [170, 168, 181, 190, 214, 280, 262, 175, 172, 180, 201, 219, 290, 277]
    return [
        {
            "at": _NOON - timedelta(days=13 - index),
            "now": Money(now * 100_000, "TRY"),
            "before": Money(old * 100_000, "TRY"),
        }
        for index, (now, old) in enumerate(zip(sales, before, strict=True))
    ]


def _rows() -> list[dict[str, Any]]:
    shipped, unpaid, failed = (_("Shipped"), "good"), (_("Unpaid"), "warn"), (_("Payment failed"), "bad")
    to_ship, draft = (_("To ship"), "info"), (_("Draft"), "neutral")
    people = [
        ("A-10482", "Zeynep Yılmaz", _("Web shop"), to_ship, 3, 245_980),
        ("A-10481", "Анна Соколова", "Amazon", shipped, 1, 89_900),
        ("A-10480", "Işıl Öztürk Karamanoğlu", "Trendyol", unpaid, 12, 1_234_560),
        ("A-10479", "Mehmet Çelik", "Kadıköy", failed, 2, 54_000),
        ("A-10478", "O'Neill & Sons Hospitality Supplies", "B2B", draft, 480, 23_190_000),
    ]
    return [
        {"number": number, "customer": name, "channel": channel, "word": status[0], "tone": status[1],
         "count": count, "total": Money(minor, "TRY"), "at": _NOON - timedelta(minutes=37 * index)}
        for index, (number, name, channel, status, count, minor) in enumerate(people)
    ]  # fmt: skip


def _products() -> list[dict[str, Any]]:
    now, old = Money(89_900, "TRY"), Money(129_900, "TRY")
    return [
        {"name": "Bakır cezve, 3 fincan", "sub": _("Ceramics"), "now": now, "old": old, "lowest": Money(84_900, "TRY"),
         "off": "31%"},
        {"name": "El dokuması peştemal", "sub": _("Textiles"), "now": Money(45_000, "TRY"), "flag": _("New")},
        {"name": "Zeytinyağlı sabun, dörtlü", "sub": _("Soap and care"), "now": Money(18_500, "TRY")},
        {"name": "Çini kase, mavi, 14 cm, el boyaması, bulaşık makinesinde yıkanabilir", "sub": _("Ceramics"),
         "now": Money(62_000, "TRY"), "sold_out": True},
    ]  # fmt: skip
