"""What passes between HTTP and a twin: calls, answers, refusals, and JSON that never meets a float."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

Sleep = Callable[[float], Awaitable[None]]

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)

MINOR_DIGITS = 2
DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "KWD": 3, "BHD": 3, "TND": 3, "OMR": 3, "JOD": 3}
LARGEST_MINOR = 10**12


def encode(value: Any) -> bytes:
    """Write JSON; a Decimal becomes a JSON number with the digits it has."""
    return _encoder.encode(value)


def decode(raw: bytes | str) -> Any:
    """Read JSON; a number with a fraction becomes a Decimal. Raises msgspec.DecodeError."""
    return _decoder.decode(raw)


def amount(minor: int, currency: str = "") -> Decimal:
    """Show minor units the way a marketplace writes money: 49890 becomes 498.90, or 49890 in yen."""
    return Decimal(minor).scaleb(-DIGITS.get(currency, MINOR_DIGITS))


def minor_units(value: Any) -> int | None:
    """Read a JSON price into minor units; None when it is no price of at most two decimals."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    number = Decimal(value)
    if not number.is_finite() or not 0 <= number <= LARGEST_MINOR // 10**MINOR_DIGITS:
        return None
    scaled = number.scaleb(MINOR_DIGITS)
    return int(scaled) if scaled == scaled.to_integral_value() else None


@dataclass(frozen=True)
class Call:
    """One request, read to its end."""

    method: str
    path: str
    params: Mapping[str, Any]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    origin: str

    def json(self) -> Any:
        """Read the body as JSON. Raises Refusal 400 when it is not."""
        try:
            return decode(self.body)
        except msgspec.DecodeError as error:
            raise Refusal(400, "malformed_json", f"The body is not valid JSON: {error}") from error

    def json_object(self) -> dict[str, Any]:
        """Read the body as a JSON object. Raises Refusal 400 when it is not."""
        body = self.json() if self.body else {}
        if not isinstance(body, dict):
            raise Refusal(400, "malformed_json", "The body must be a JSON object.")
        return body


@dataclass(frozen=True)
class Answer:
    """One response; `delay_ms` is waited after everything is committed."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_ms: int = 0


class Refusal(Exception):
    """A request that is refused; what it did so far is undone."""

    def __init__(self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    def plain(self) -> Answer:
        """Return the refusal the way the control routes and the payment provider write it."""
        return Answer(self.status, {"error": {"code": self.code, "message": self.message}}, self.headers)


def whole_number(value: Any, name: str, *, least: int, most: int) -> int:
    """Return an integer of the body within its borders. Raises Refusal 400."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refusal(400, "invalid", f"{name} must be a whole number from {least} to {most}.")
    return value


def query_number(query: Mapping[str, str], name: str, default: int, *, least: int, most: int) -> int:
    """Return an integer of the query string within its borders. Raises Refusal 400."""
    text = query.get(name)
    if text is None or text == "":
        return default
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18 and least <= int(text) <= most):
        raise Refusal(400, "invalid", f"{name} must be a whole number from {least} to {most}.")
    return int(text)


async def read_call(request: Request) -> Call:
    """Read a request to its end."""
    return Call(
        method=request.method,
        path=request.url.path,
        params=dict(request.path_params),
        query=dict(request.query_params),
        headers=request.headers,
        body=await request.body(),
        origin=str(request.base_url).rstrip("/"),
    )


def endpoint(act: Callable[[Call], Answer], sleep: Sleep) -> Callable[[Request], Awaitable[Response]]:
    """Serve a blocking function of a call; a late answer waits here, outside any transaction."""

    async def serve(request: Request) -> Response:
        answer = await run_in_threadpool(act, await read_call(request))
        if answer.delay_ms:
            await sleep(answer.delay_ms / 1000)
        is_raw = answer.body is None or isinstance(answer.body, bytes)
        content = (answer.body or b"") if is_raw else encode(answer.body)
        media_type = None if is_raw else "application/json"
        return Response(content, answer.status, headers=dict(answer.headers), media_type=media_type)

    return serve
