"""The ceremony of passkeys with the browser: ask with a challenge of this session, check what the device answers."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import passkeys
from arasta.contexts.customers.services.passkeys import PasskeyRefused
from arasta.contexts.customers.types import CustomerRow, NewPasskey, SignedIn

_CHALLENGE = "shop_passkey_challenge"
_SELECTION = AuthenticatorSelectionCriteria(
    resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
)


def to_make(request: HttpRequest, customer: CustomerRow, *, shop_name: str) -> dict[str, Any]:
    """Return what the browser needs to make a passkey for a customer."""
    site = _site(request)
    options = generate_registration_options(
        rp_id=site,
        rp_name=shop_name,
        user_id=customer.id.bytes,
        user_name=customer.email or customer.number,
        user_display_name=customer.name,
        authenticator_selection=_SELECTION,
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=one) for one in customers.credentials_of(customer.id, site=site)
        ],
    )
    return _remembered(request, options.challenge, options_to_json(options))


def made(request: HttpRequest, answer: str, *, label: str) -> NewPasskey:
    """Check what a device made. Raises PasskeyRefused."""
    try:
        proved = verify_registration_response(
            credential=answer,
            expected_challenge=_challenge(request),
            expected_rp_id=_site(request),
            expected_origin=_origin(request),
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as wrong:
        raise PasskeyRefused from wrong
    return NewPasskey(proved.credential_id, proved.credential_public_key, proved.sign_count, _site(request), label)


def to_enter(request: HttpRequest) -> dict[str, Any]:
    """Return what the browser needs to ask its owner for a passkey; it names nobody."""
    options = generate_authentication_options(
        rp_id=_site(request), user_verification=UserVerificationRequirement.REQUIRED
    )
    return _remembered(request, options.challenge, options_to_json(options))


def entered(request: HttpRequest, answer: str) -> SignedIn:
    """Let in whose device signed the challenge. Raises PasskeyRefused."""
    site, challenge = _site(request), _challenge(request)
    try:
        given = parse_authentication_credential_json(answer)
        known = customers.passkey_of(given.raw_id, site=site)
        if known is None or not _names(given.response.user_handle, known.customer_id):
            raise PasskeyRefused
        proved = verify_authentication_response(
            credential=given,
            expected_challenge=challenge,
            expected_rp_id=site,
            expected_origin=_origin(request),
            credential_public_key=known.public_key,
            credential_current_sign_count=known.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError) as wrong:
        raise PasskeyRefused from wrong
    return passkeys.sign_in(given.raw_id, site=site, sign_count=proved.new_sign_count)


def _names(user_handle: bytes | None, customer_id: UUID) -> bool:
    """Tell whether the device speaks of the customer whose key it is; a device may keep silent."""
    return user_handle is None or user_handle == customer_id.bytes


def _remembered(request: HttpRequest, challenge: bytes, options: str) -> dict[str, Any]:
    request.session[_CHALLENGE] = bytes_to_base64url(challenge)
    found: dict[str, Any] = json.loads(options)
    return found


def _challenge(request: HttpRequest) -> bytes:
    """Return the challenge of this session; it counts once. Raises PasskeyRefused where none was given."""
    kept = request.session.pop(_CHALLENGE, None)
    if not isinstance(kept, str):
        raise PasskeyRefused
    return base64url_to_bytes(kept)


def _site(request: HttpRequest) -> str:
    return request.get_host().rpartition(":")[0] or request.get_host()


def _origin(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
