"""The record of the last calls, for people who look for a fault. Secrets and personal data are masked."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from arasta.kernel.transport.wire import Answer, HttpRequest, NoAnswer, Unreadable, read_json, write_json

KEPT = 50
EXCERPT = 2000
MASK = "•••"
SHORTEST_SECRET = 6

# Masked in every body, whatever a connector says: keys as they are spelled, without case and joints.
_SECRET = frozenset(
    [
        "password",
        "secret",
        "clientsecret",
        "token",
        "accesstoken",
        "refreshtoken",
        "idtoken",
        "apikey",
        "apisecret",
        "authorization",
        "signature",
        "privatekey",
        "sessiontoken",
        "code",
    ]
)
_PERSONAL = frozenset(
    [
        "email",
        "customeremail",
        "buyeremail",
        "phone",
        "phonenumber",
        "mobilephone",
        "gsm",
        "firstname",
        "lastname",
        "fullname",
        "recipientname",
        "address1",
        "address2",
        "addressline1",
        "addressline2",
        "addressline3",
        "street",
        "streetaddress",
        "fulladdress",
        "zip",
        "zipcode",
        "postalcode",
        "postcode",
        "taxnumber",
        "identitynumber",
        "tcidentitynumber",
        "birthday",
        "dateofbirth",
        "iban",
        "latitude",
        "longitude",
    ]
)
_ALWAYS = _SECRET | _PERSONAL


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it may be shown: no headers of ours, bodies masked and cut."""

    method: str
    path: str
    status: int | None
    silence: str
    elapsed_ms: int
    sent: str
    received: str
    group: str = ""


class Recording:
    """The last calls, oldest first. `private` names further JSON keys, `secrets` values that are masked wherever they stand."""

    def __init__(self, private: frozenset[str] = frozenset(), secrets: Iterable[str] = ()) -> None:
        self._private = private
        self._secrets = sorted((one for one in secrets if len(one) >= SHORTEST_SECRET), key=len, reverse=True)
        self._calls: deque[Call] = deque(maxlen=KEPT)

    @property
    def calls(self) -> Sequence[Call]:
        return tuple(self._calls)

    def add(self, request: HttpRequest, answer: Answer, elapsed_ms: int) -> None:
        """Keep a call."""
        status, silence, received = None, "", ""
        if isinstance(answer, NoAnswer):
            silence = answer.why.value
        else:
            status, received = answer.status, self.excerpt(answer.body)
        sent, path = self.excerpt(request.body), self._without_secrets(request.base + request.path)
        self._calls.append(Call(request.method, path, status, silence, elapsed_ms, sent, received, request.group))

    def excerpt(self, body: bytes) -> str:
        """Return the start of a body with private values masked; a body that is no JSON is only counted."""
        if not body:
            return ""
        try:
            masked = self._without_secrets(write_json(self._mask(read_json(body))).decode())
        except Unreadable:
            return f"{len(body)} bytes that are not JSON"
        return masked if len(masked) <= EXCERPT else masked[:EXCERPT] + "…"

    def _mask(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: MASK if self._is_private(key) and inner is not None else self._mask(inner)
                for key, inner in value.items()
            }
        if isinstance(value, list):
            return [self._mask(inner) for inner in value]
        return value

    def _is_private(self, key: str) -> bool:
        return key in self._private or key.lower().replace("_", "").replace("-", "") in _ALWAYS

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text
