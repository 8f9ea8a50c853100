"""Sealing of secrets: the newest key encrypts, all keys decrypt, so keys can be changed without losing anything."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class KeyMissing(RuntimeError):
    """No key to seal secrets with is configured."""


class CannotOpen(RuntimeError):
    """What was sealed cannot be opened with the keys at hand."""


def seal(secrets: Mapping[str, str], keys: str) -> str:
    """Encrypt secrets. `keys` are Fernet keys separated by commas, the newest first."""
    return _lock(keys).encrypt(msgspec.json.encode(dict(secrets))).decode()


def unseal(sealed: str, keys: str) -> dict[str, str]:
    """Decrypt secrets. Raises CannotOpen."""
    if not sealed:
        return {}
    try:
        return msgspec.json.decode(_lock(keys).decrypt(sealed.encode()), type=dict[str, str])
    except InvalidToken as wrong:
        raise CannotOpen("none of the field keys opens these secrets") from wrong


def _lock(keys: str) -> MultiFernet:
    each = [key.strip() for key in keys.split(",") if key.strip()]
    if not each:
        raise KeyMissing("ARASTA_FIELD_KEY is empty: secrets can be neither stored nor read")
    return MultiFernet([Fernet(key) for key in each])
