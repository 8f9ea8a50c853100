"""Tokens for an hour: signed for by a service account, or bought with a grant that the merchant gave."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import urlencode, urlsplit

import msgspec
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from arasta.connectors.google import answers
from arasta.connectors.google.account import NAME, KeyFile, Merchant
from arasta.connectors.google.client import LOGIN
from arasta.contexts.channels.ports import ChannelTrouble, SettingsWrong, Token
from arasta.contexts.channels.types import Trouble
from arasta.kernel.transport.wire import HttpRequest, HttpResponse, Plan

SCOPE = "https://www.googleapis.com/auth/content"
BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"
HOUR = timedelta(hours=1)
REVOKED = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "access_denied"})


class Granted(msgspec.Struct):
    """What the login gives."""

    access_token: str
    expires_in: int


def token(merchant: Merchant, at: datetime) -> Plan[Token]:
    """Get a token. Raises ChannelTrouble, AUTH when the grant was revoked."""
    asked = _asked(merchant, at)
    parts = urlsplit(merchant.token_url)
    answer = yield HttpRequest(
        method="POST",
        base=f"{parts.scheme}://{parts.netloc}",
        path=parts.path,
        group=LOGIN,
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=urlencode(asked).encode(),
        repeatable=True,
    )
    failure = answers.failure_of(answer)
    if failure is not None:
        revoked = isinstance(answer, HttpResponse) and failure.code in REVOKED
        raise ChannelTrouble(Trouble.AUTH if revoked else failure.trouble, f"{failure.code} {failure.text}".strip())
    granted = answers.expect(answer, Granted)
    return Token({"authorization": f"Bearer {granted.access_token}"}, at + timedelta(seconds=granted.expires_in))


def _asked(merchant: Merchant, at: datetime) -> dict[str, str]:
    if merchant.key_file is not None:
        return {"grant_type": BEARER, "assertion": assertion(merchant.key_file, merchant.token_url, at)}
    return {"grant_type": "refresh_token", **merchant.grant}


def assertion(key_file: KeyFile, audience: str, at: datetime) -> str:
    """Write a claim for an hour, signed with the account's own key (RS256). Raises SettingsWrong."""
    began = int(at.timestamp())
    claims: dict[str, str | int] = {
        "iss": key_file.client_email,
        "scope": SCOPE,
        "aud": audience,
        "iat": began,
        "exp": began + int(HOUR.total_seconds()),
    }
    signed = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}"
    signature = _key(key_file).sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{signed}.{_coded(signature)}"


def _key(key_file: KeyFile) -> rsa.RSAPrivateKey:
    try:
        key = serialization.load_pem_private_key(key_file.private_key.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as wrong:
        raise SettingsWrong(connector=NAME, missing="service_account") from wrong
    if not isinstance(key, rsa.RSAPrivateKey):
        raise SettingsWrong(connector=NAME, missing="service_account")
    return key


def _part(value: Mapping[str, str | int]) -> str:
    return _coded(msgspec.json.encode(value))


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
