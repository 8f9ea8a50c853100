"""Sign a request the way AWS wants it (Signature Version 4); only the queue of notices needs it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"


@dataclass(frozen=True)
class Signer:
    """Who signs, and for which service of which region."""

    key: str
    secret: str
    region: str
    service: str


@dataclass(frozen=True, kw_only=True)
class Unsigned:
    """What is signed; `headers` are those that the signature shall cover, `host` among them."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: Mapping[str, str] | None = None


def sign(signer: Signer, request: Unsigned, at: datetime) -> dict[str, str]:
    """Return the headers that go along with the signed ones."""
    stamp = at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{stamp[:8]}/{signer.region}/{signer.service}/aws4_request"
    headers = {name.lower(): " ".join(value.split()) for name, value in request.headers.items()} | {"x-amz-date": stamp}
    names = ";".join(sorted(headers))
    canonical = "\n".join(
        [
            request.method,
            quote(request.path or "/", safe="/-_.~"),
            _query(request.query or {}),
            *(f"{name}:{headers[name]}" for name in sorted(headers)),
            "",
            names,
            hashlib.sha256(request.body).hexdigest(),
        ]
    )
    told = "\n".join([ALGORITHM, stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signature = hmac.new(_signing_key(signer, stamp[:8]), told.encode(), hashlib.sha256).hexdigest()
    authorization = f"{ALGORITHM} Credential={signer.key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {"x-amz-date": stamp, "authorization": authorization}


def _signing_key(signer: Signer, day: str) -> bytes:
    key = f"AWS4{signer.secret}".encode()
    for part in (day, signer.region, signer.service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _query(query: Mapping[str, str]) -> str:
    pairs = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items())
    return "&".join(f"{name}={value}" for name, value in pairs)
