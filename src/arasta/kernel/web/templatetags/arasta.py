"""Display of money, quantities, moments, icons and small drawings in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Protocol
from uuid import UUID

import phonenumbers
import segno
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    parse_pattern,
)
from babel.units import format_unit
from django import template
from django.forms import BoundField
from django.forms.boundfield import BoundWidget
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from arasta.kernel.money import exponent
from arasta.kernel.web.places import names
from arasta.kernel.web.spoken import Named, spoken

register = template.Library()

# Symbols that mean one currency only, used where a language would otherwise print the three-letter code.
_SHORT_SYMBOLS = {
    "TRY": "₺",
    "RUB": "₽",
    "KZT": "₸",
    "UAH": "₴",
    "AZN": "₼",
    "GEL": "₾",
    "EUR": "€",
    "GBP": "£",
}
_CODE_TOUCHES_DIGIT = re.compile(r"[A-Z]{3}(?=\d)")
_UNITS = {"g": ("mass-kilogram", 1000), "gram": ("mass-kilogram", 1000), "ml": ("volume-liter", 1000)}
_CONTROLS = {
    "textarea": "textarea",
    "select": "select",
    "checkbox": "checkbox checkbox-primary checkbox-sm",
    "file": "file-input",
    "clearablefile": "file-input",
}
_MOMENTS = {
    "date": "d MMM y",
    "day": "d MMM",
    "time": "HH:mm",
    "full": "d MMMM y, HH:mm",
    "moment": "d MMM, HH:mm",
}


class _HasMoney(Protocol):
    @property
    def minor(self) -> int: ...

    @property
    def currency(self) -> str: ...


@dataclass(frozen=True, slots=True)
class StockPart:
    """One colored piece of a stock bar; x and width are plain digits for SVG."""

    kind: str
    count: int
    x: str
    width: str


@lru_cache(maxsize=64)
def _locale(language: str | None) -> Locale:
    try:
        return Locale.parse((language or "en").replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def reader_locale() -> Locale:
    """Return the Babel locale of the language Django speaks now."""
    return _locale(get_language())


@dataclass(frozen=True, slots=True)
class _MoneyFrame:
    """How amounts of a currency are written in a language, if digits are grouped by threes: Babel takes ten times as long."""

    before: str
    group: str
    point: str
    behind: str
    digits: int
    has_threes: bool


@lru_cache(maxsize=256)
def _money_pattern(locale: Locale, digits: int) -> str:
    pattern = str(locale.currency_formats["standard"].pattern)
    return pattern.replace(".00", f".{'0' * digits}" if digits else "")


@register.filter
def money(value: _HasMoney | None) -> str:
    """Write an amount as the reader's language writes it."""
    if value is None:
        return ""
    locale, minor = reader_locale(), value.minor
    frame = _money_frame(locale, value.currency)
    if minor < 0 or not frame.has_threes:
        return _money(locale, minor, value.currency)
    whole, rest = divmod(minor, 10**frame.digits)
    fraction = f"{frame.point}{rest:0{frame.digits}}" if frame.digits else ""
    return f"{frame.before}{f'{whole:,}'.replace(',', frame.group)}{fraction}{frame.behind}"


def _money(locale: Locale, minor: int, currency: str) -> str:
    digits = exponent(currency)
    pattern = _money_pattern(locale, digits)
    amount = Decimal(minor).scaleb(-digits)
    text = format_currency(amount, currency, format=pattern, locale=locale, currency_digits=False)
    if get_currency_symbol(currency, locale) != currency:
        return text
    short = _SHORT_SYMBOLS.get(currency)
    if short:
        return text.replace(currency, short)
    return _CODE_TOUCHES_DIGIT.sub(f"{currency}\xa0", text)


@lru_cache(maxsize=256)
def _money_frame(locale: Locale, currency: str) -> _MoneyFrame:
    """Find what stands around an amount, by nothing: the language decides it, whatever the amount."""
    digits, point = exponent(currency), get_decimal_symbol(locale)
    nothing = f"0{point}{'0' * digits}" if digits else "0"
    before, found, behind = _money(locale, 0, currency).partition(nothing)
    has_threes = bool(found) and parse_pattern(_money_pattern(locale, digits)).grouping == (3, 3)
    return _MoneyFrame(before, get_group_symbol(locale), point, behind, digits, has_threes)


@register.filter
def money_input(value: _HasMoney | None) -> str:
    """Write an amount for an input field: major units, a point, no grouping."""
    if value is None:
        return ""
    return str(Decimal(value.minor).scaleb(-exponent(value.currency)))


@register.filter
def quantity(value: int | Decimal | None, unit: str = "") -> str:
    """Write a count with grouping; grams and millilitres read as kilograms and litres."""
    if value is None:
        return ""
    if unit in _UNITS:
        name, size = _UNITS[unit]
        scaled = Decimal(value) / size
        return str(format_unit(scaled, name, length="short", locale=reader_locale()))
    return str(format_decimal(value, locale=reader_locale()))


@register.filter
def percent(value: Decimal | int | None, digits: int = 0) -> str:
    """Write a rate (0.2 is a fifth) as a percentage."""
    if value is None:
        return ""
    locale = reader_locale()
    pattern = str(locale.percent_formats[None].pattern)
    return str(
        format_percent(
            value,
            format=pattern.replace("#,##0", "#,##0" + (f".{'0' * digits}" if digits else "")),
            locale=locale,
        )
    )


@register.filter
def moment(value: datetime | date | None, style: str = "moment") -> str:
    """Write a time in the reader's language and zone; styles: moment, date, day, time, full."""
    if value is None:
        return ""
    locale, pattern = reader_locale(), _MOMENTS.get(style, style)
    if not isinstance(value, datetime):
        return str(format_date(value, format="d MMM y" if style in {"moment", "full"} else pattern, locale=locale))
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    if style == "time":
        return str(format_time(local.time(), format=pattern, locale=locale))
    return str(format_datetime(local.replace(tzinfo=None), format=pattern, locale=locale))


def days(first: date, last: date) -> str:
    """Write one day, or from the first to the last."""
    words = [moment(day, "EEE d MMM") for day in (first, last)]
    return words[0] if first == last else " – ".join(words)


@register.filter
def iso(value: datetime | date | None) -> str:
    """Write a time for the datetime attribute."""
    return value.isoformat() if value else ""


@register.filter
def phone(value: str | None) -> str:
    """Write a phone as people read it, in groups; what is no international number stays as it is."""
    try:
        number = phonenumbers.parse(value or "")
    except phonenumbers.NumberParseException:
        return value or ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@register.filter
def country(value: str | None) -> str:
    """Write a country's name; what is no code of one stays as it is."""
    return str(reader_locale().territories.get(value or "", value or ""))


@register.filter(name="spoken")
def spoken_name(value: Named | None) -> str:
    """Write a name in the reader's language, or the one it has everywhere."""
    return spoken(value) if value else ""


@register.filter
def initials(value: str | None) -> str:
    """Return up to two first letters of a name."""
    return "".join(word[0] for word in (value or "").split()[:2])


@register.filter
def lookup(value: Mapping[object, object] | None, key: object) -> object:
    """Return one entry of a mapping, or nothing."""
    return (value or {}).get(key, "")


@register.simple_tag
@lru_cache(maxsize=1_000, typed=True)  # marked as safe is another type
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is silent for screen readers. A page has dozens, mostly the same."""
    classes = " ".join(["icon", *(f"icon-{part}" for part in size.split())])
    hidden: SafeString | str = mark_safe('aria-hidden="true"')
    if label:
        hidden = format_html('role="img" aria-label="{}"', label)
    href = f"{static('arasta/icons/sprite.svg')}#{name}"
    return format_html('<svg class="{}" {}><use href="{}"></use></svg>', classes, hidden, href)


@register.simple_tag(takes_context=True)
def place(context: template.Context, location_id: UUID, name: str) -> str:
    """Name a place in the reader's language; `name` is what it is called otherwise. A page reads the names once."""
    request = context.get("request")
    known = getattr(request, "place_names", None) or names()
    if request is not None:
        request.place_names = known
    return known.get(location_id, name)


@register.simple_tag
def qr_svg(value: str, label: str = "") -> SafeString:
    """Draw a QR code as inline SVG."""
    code = segno.make(value, error="m", micro=False)
    size = code.symbol_size(border=2)[0]
    squares = format_html_join(
        "",
        "M{} {}h{}v1h-{}z",
        ((x, y, length, length) for y, row in enumerate(code.matrix) for x, length in _runs(row)),
    )
    frame = '<svg viewBox="-2 -2 {0} {0}" role="img" aria-label="{1}" shape-rendering="crispEdges">{2}</svg>'
    path = format_html('<path fill="#000" d="{}"/>', squares)
    return format_html(frame, size, label or value, path)


def _runs(row: bytes | bytearray) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == x:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((x, 1))
    return runs


@register.simple_tag
def stock_parts(available: int = 0, reserved: int = 0, committed: int = 0, unavailable: int = 0) -> list[StockPart]:
    """Lay the four kinds of stock side by side on a bar a thousand units wide."""
    counts = {
        "available": available,
        "reserved": reserved,
        "committed": committed,
        "unavailable": unavailable,
    }
    shown = {kind: max(int(count or 0), 0) for kind, count in counts.items()}
    whole, start, parts = sum(shown.values()) or 1, 0, []
    for kind, count in counts.items():
        end = start + shown[kind]
        x, width = start * 1000 // whole, end * 1000 // whole - start * 1000 // whole
        parts.append(StockPart(kind=kind, count=int(count or 0), x=str(x), width=str(width)))
        start = end
    return parts


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """Return the page's query string with some parameters set, or dropped when empty."""
    request = context.get("request")
    params = request.GET.copy() if request else None
    if params is None:
        return ""
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = str(value)
    return f"?{params.urlencode()}"


@register.filter
def column_list(count: int | str) -> range:
    """Return something to loop over a number of times."""
    return range(int(count))


@register.filter
def control(field: BoundField) -> SafeString:
    """Render a form field's widget with the classes of the kit and its errors announced."""
    kind = field.widget_type
    classes = _CONTROLS.get(kind, "input")
    attrs: dict[str, str | bool] = {"class": f"{classes} {field.field.widget.attrs.get('class', '')}".strip()}
    if field.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{field.id_for_label}_error"}
    return field.as_widget(attrs=attrs)


@register.filter
def option_control(option: BoundWidget) -> SafeString:
    """Render one choice of a radio or checkbox group with the classes of the kit."""
    kind = option.data["type"]
    option.data["attrs"]["class"] = f"{kind} {kind}-primary {kind}-sm"
    return option.tag()
