"""The account's interface: signed calls, one effect each, and answers that say in their body whether it was done."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass

from arasta.twins import log
from arasta.twins.books import Settings
from arasta.twins.faults import Fault
from arasta.twins.iyzico import forms
from arasta.twins.iyzico.types import API_KEY, NAME, SECRET, Books
from arasta.twins.store import savepoint
from arasta.twins.twin import Twin
from arasta.twins.wire import Answer, Call, Refusal

_PREFIX = f"/{NAME}"


@dataclass(frozen=True)
class Operation:
    """One operation: where it is, what it does, and whether it changes something."""

    method: str
    path: str
    handler: Callable[[Books, Call], Answer]
    writes: bool = True


def _open(phase: str) -> Callable[[Books, Call], Answer]:
    def run(books: Books, call: Call) -> Answer:
        body = call.json_object()
        return Answer(200, {"token": forms.open_form(books, body, phase=phase), "locale": body.get("locale") or "tr"})

    return run


def _read(books: Books, call: Call) -> Answer:
    return Answer(200, forms.shown(forms.by_token(books, call.json_object().get("token"))))


def _detail(books: Books, call: Call) -> Answer:
    body = call.json_object()
    if body.get("paymentId"):
        return Answer(200, forms.shown(forms.by_payment(books, body["paymentId"])))
    return Answer(200, forms.shown(forms.by_conversation(books, body.get("paymentConversationId"))))


def _take(books: Books, call: Call) -> Answer:
    body = call.json_object()
    return Answer(200, forms.shown(forms.take(books, body.get("paymentId"), body.get("paidPrice"))))


def _cancel(books: Books, call: Call) -> Answer:
    return Answer(200, forms.shown(forms.cancel(books, call.json_object().get("paymentId"))))


def _refund(books: Books, call: Call) -> Answer:
    body = call.json_object()
    return Answer(200, forms.shown(forms.refund(books, body.get("paymentId"), body.get("price"))))


def _report(books: Books, call: Call) -> Answer:
    form = forms.by_payment(books, call.query.get("paymentId"))
    one = {"paymentId": form["payment_id"], "refundStatus": forms.refund_status(form), **forms.shown(form)}
    return Answer(200, {"payments": [one]})


_FORM = "/payment/iyzipos/checkoutform"
OPERATIONS = (
    Operation("POST", f"{_FORM}/initialize/preauth/ecom", _open("PRE_AUTH")),
    Operation("POST", f"{_FORM}/initialize/auth/ecom", _open("AUTH")),
    Operation("POST", f"{_FORM}/auth/ecom/detail", _read, writes=False),
    Operation("POST", "/payment/detail", _detail, writes=False),
    Operation("POST", "/payment/postauth", _take),
    Operation("POST", "/payment/cancel", _cancel),
    Operation("POST", "/v2/payment/refund", _refund),
    Operation("GET", "/v2/reporting/payment/details", _report, writes=False),
)


def serve(twin: Twin[Settings], public_url: str | None, operation: Operation, call: Call) -> Answer:
    """Answer one call in one transaction."""
    with twin.books() as books:
        answer = _perform(books, operation, call, public_url or call.origin)
        log.record(books.db, call, at_ms=books.now_ms, status=answer.status, fault=", ".join(books.struck))
    return answer


def _perform(books: Books, operation: Operation, call: Call, origin: str) -> Answer:
    try:
        books.refuse_while_out()
        _admit(books, call)
        with savepoint(books.db):
            answer = operation.handler(books, call)
    except Refusal as refusal:
        return _refused(refusal)
    body = {"status": "success", "systemTime": books.now_ms, **answer.body}
    if "initialize" in operation.path:
        body["paymentPageUrl"] = f"{origin}{_PREFIX}/pay?token={body['token']}&lang={body['locale']}"
    answer = Answer(200, body)
    return books.after_write(answer, Answer(500)) if operation.writes else answer


def _admit(books: Books, call: Call) -> None:
    """Judge who calls: what is signed is the path and the body, byte for byte."""
    scheme, _, encoded = call.headers.get("authorization", "").partition(" ")
    try:
        told = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        told = ""
    word = call.headers.get("x-iyzi-rnd", "")
    content = f"{word}{call.path.removeprefix(_PREFIX)}".encode() + call.body
    digest = hmac.new(SECRET.encode(), content, hashlib.sha256).hexdigest()
    due = f"apiKey:{API_KEY}&randomKey:{word}&signature:{digest}"
    is_right = scheme == "IYZWSv2" and hmac.compare_digest(told.encode(), due.encode())
    if books.strikes(Fault.TOKEN_REVOKED) or not is_right:
        raise forms.refused("1000", "The signature is wrong.")


def _refused(refusal: Refusal) -> Answer:
    body = {"status": "failure", "errorCode": refusal.code, "errorMessage": refusal.message, "locale": "tr"}
    return Answer(refusal.status, body, refusal.headers)
