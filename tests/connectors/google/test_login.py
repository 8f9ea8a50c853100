"""Who we are to Google: a claim that the service account's own key signs, or a grant."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from arasta.connectors.google import account, login
from arasta.contexts.channels.ports import Account, ChannelTrouble, SettingsWrong
from arasta.contexts.channels.types import Trouble
from arasta.kernel.transport.wire import HttpResponse
from arasta.twins.faults import Fault
from arasta.twins.google.types import CLIENT, SERVICE_ACCOUNT
from tests.connectors.google.rig import SETTINGS, GoogleRig
from tests.connectors.suite.bench import Bench

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
KEY_FILE = json.dumps(
    {
        "type": "service_account",
        "client_email": SERVICE_ACCOUNT,
        "private_key": KEY.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    }
)


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def test_the_claim_is_signed_by_the_account_for_an_hour() -> None:
    merchant = account.read(Account(SETTINGS, {"service_account": KEY_FILE}, "TRY"))
    plan = login.token(merchant, NOW)
    request = next(plan)

    head, claims, signature = parse_qs(request.body.decode())["assertion"][0].split(".")

    said = json.loads(_decoded(claims))
    assert json.loads(_decoded(head)) == {"alg": "RS256", "typ": "JWT"}
    assert (said["iss"], said["aud"], said["exp"] - said["iat"]) == (SERVICE_ACCOUNT, merchant.token_url, 3600)
    public = KEY.public_key()
    public.verify(_decoded(signature), f"{head}.{claims}".encode(), padding.PKCS1v15(), hashes.SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(_decoded(signature), f"{head}.{claims}x".encode(), padding.PKCS1v15(), hashes.SHA256())


def test_a_token_holds_as_long_as_google_says() -> None:
    plan = login.token(account.read(Account(SETTINGS, CLIENT, "TRY")), NOW)
    next(plan)

    with pytest.raises(StopIteration) as done:
        plan.send(HttpResponse(200, {}, b'{"access_token": "t", "expires_in": 3599}'))

    assert done.value.value.headers == {"authorization": "Bearer t"}
    assert done.value.value.expires_at == NOW + timedelta(seconds=3599)


@pytest.mark.parametrize("secrets", [CLIENT, {"service_account": KEY_FILE}])
def test_the_merchant_center_believes_both(tmp_path: Path, secrets: dict[str, str]) -> None:
    rig = GoogleRig(tmp_path)
    rig.account = Account(SETTINGS, secrets, "TRY")

    assert Bench(rig).run(Bench(rig).connector.introduce()).account == SETTINGS["account_id"]


def test_a_revoked_grant_is_said_to_be_one(tmp_path: Path) -> None:
    rig = GoogleRig(tmp_path)
    rig.break_down(Fault.TOKEN_REVOKED)

    with pytest.raises(ChannelTrouble) as refused:
        Bench(rig).run(Bench(rig).connector.introduce())

    assert refused.value.trouble is Trouble.AUTH


@pytest.mark.parametrize(
    ("settings", "secrets", "missing"),
    [
        ({"account_id": ""}, CLIENT, "account_id"),
        ({"data_source": "mine"}, CLIENT, "data_source"),
        ({"base_url": "ftp://x"}, CLIENT, "base_url"),
        ({"places": "[]"}, CLIENT, "places"),
        ({"calls_per_minute": "0"}, CLIENT, "calls_per_minute"),
        ({}, {}, "service_account"),
        ({}, {"service_account": "{}"}, "service_account"),
    ],
)
def test_what_is_missing_is_named(settings: dict[str, str], secrets: dict[str, str], missing: str) -> None:
    with pytest.raises(SettingsWrong) as refused:
        account.read(Account({**SETTINGS, **settings}, secrets, "TRY"))

    assert refused.value.details["missing"] == missing
