"""Server-rendered pages of the twins: language, money and time as the reader writes them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from babel.dates import format_datetime
from babel.numbers import format_currency
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from arasta.twins.texts import LANGUAGES, choose, say
from arasta.twins.wire import Call, Refusal, amount, read_call

SIGNS = {"TRY": "₺"}
ISTANBUL = timezone(timedelta(hours=3))
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(default=True, default_for_string=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src * data:; base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}


@dataclass(frozen=True)
class Page:
    """One page to draw: a template and the values it shows."""

    template: str
    values: Mapping[str, Any]
    status: int = 200


@dataclass(frozen=True)
class GoTo:
    """An answer that sends the reader to another address; under 307 the form they sent goes along."""

    url: str
    status: int = 303


@dataclass(frozen=True)
class Visit:
    """One request of a page: the call, the form it carries, and the reader's language."""

    call: Call
    form: Mapping[str, str]
    language: str

    def say(self, key: str, **values: object) -> str:
        """Return a text in the reader's language."""
        return say(self.language, key, **values)


Act = Callable[[Visit], Page | GoTo]


def money(language: str, minor: int, currency: str) -> str:
    """Write an amount as the language does, with the currency's own sign where it is known."""
    text = format_currency(amount(minor, currency), currency, locale=language)
    return text.replace(currency, SIGNS.get(currency, currency))


def moment(language: str, at_ms: int) -> str:
    """Write an instant in Istanbul's wall clock."""
    at = datetime.fromtimestamp(at_ms // 1000, tz=UTC).astimezone(ISTANBUL)
    return format_datetime(at, "d MMM HH:mm:ss", locale=language)


def _language_links(call: Call, language: str) -> list[dict[str, object]]:
    links = []
    for code, name in LANGUAGES.items():
        query = urlencode({**call.query, "lang": code})
        links.append({"code": code, "name": name, "url": f"{call.path}?{query}", "current": code == language})
    return links


def draw(visit: Visit, page: Page) -> Response:
    """Render a page in the reader's language."""
    html = _templates.get_template(page.template).render(
        t=visit.say,
        lang=visit.language,
        languages=_language_links(visit.call, visit.language),
        money=partial(money, visit.language),
        moment=partial(moment, visit.language),
        **page.values,
    )
    return HTMLResponse(html, page.status, headers=_HEADERS)


def _read_form(call: Call) -> dict[str, str]:
    if call.method != "POST":
        return {}
    try:
        return dict(parse_qsl(call.body.decode(), keep_blank_values=True, max_num_fields=100))
    except ValueError as error:
        raise Refusal(400, "malformed_form", "The form could not be read.") from error


def refuse_foreign_form(call: Call) -> None:
    """Refuse a form that another site sends through the reader's browser. Raises Refusal 403."""
    origin = call.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != call.headers.get("host"):
        raise Refusal(403, "foreign_origin", "This form was sent from another site.")


def _respond(act: Act, call: Call, language: str) -> Response:
    try:
        if call.method == "POST":
            refuse_foreign_form(call)
        visit = Visit(call, _read_form(call), language)
        result = act(visit)
    except Refusal as refusal:
        visit = Visit(call, {}, language)
        result = Page("problem.html", {"message": refusal.message}, refusal.status)
    if isinstance(result, GoTo):
        return RedirectResponse(result.url, result.status, headers=_HEADERS)
    return draw(visit, result)


def page(act: Act) -> Callable[[Request], Awaitable[Response]]:
    """Serve a blocking function of a visit as a page."""

    async def serve(request: Request) -> Response:
        call = await read_call(request)
        asked = call.query.get("lang")
        language = choose(asked, request.cookies.get("lang"), call.headers.get("accept-language", ""))
        response = await run_in_threadpool(_respond, act, call, language)
        if asked == language:
            response.set_cookie("lang", language, max_age=31_536_000, samesite="lax", httponly=True)
        return response

    return serve
