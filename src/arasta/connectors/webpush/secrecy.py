"""Encrypt a message so that only one device reads it: RFC 8291 with the content coding of RFC 8188, in one record."""

from __future__ import annotations

import base64

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MOST_BYTES = 3900
_CURVE = ec.SECP256R1()
_RECORD_SIZE = 4096
_LAST_RECORD = b"\x02"


def encrypt(text: bytes, *, device_key: bytes, auth: bytes, own: ec.EllipticCurvePrivateKey, salt: bytes) -> bytes:
    """Return the body of a push. `own` and `salt` are for this message alone. Raises ValueError for a key off the curve."""
    device = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, device_key)
    sender_key = own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = own.exchange(ec.ECDH(), device)
    secret = _derive(shared, auth, b"WebPush: info\x00" + device_key + sender_key, 32)
    key = _derive(secret, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derive(secret, salt, b"Content-Encoding: nonce\x00", 12)
    head = salt + _RECORD_SIZE.to_bytes(4, "big") + bytes([len(sender_key)]) + sender_key
    return head + AESGCM(key).encrypt(nonce, text + _LAST_RECORD, None)


def read_word(word: str) -> bytes:
    """Read base64url without its padding."""
    return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))


def write_word(value: bytes) -> str:
    """Write base64url without its padding."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
