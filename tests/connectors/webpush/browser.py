"""A browser that takes pushes: it holds the keys, decrypts as RFC 8291 says, and its maker's service answers as told."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

import httpx
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from arasta.contexts.messages.types import Device, DeviceId
from arasta.kernel import clock
from arasta.kernel.ids import new_id

SERVICE = "https://93.184.215.14"


@dataclass(frozen=True, slots=True)
class Key:
    """A key pair on the curve of Web Push."""

    private: ec.EllipticCurvePrivateKey

    @property
    def point(self) -> bytes:
        return self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def key_of(word: str) -> Key:
    """Read a private key."""
    return Key(ec.derive_private_key(int.from_bytes(read(word), "big"), ec.SECP256R1()))


def read(word: str) -> bytes:
    return base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))


def write(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


@dataclass
class Browser:
    """One browser. `answers` is what its service says, `got` what it was sent."""

    key: Key = field(default_factory=lambda: key_of("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
    auth: bytes = field(default_factory=lambda: read("BTBZMqHH6r4Tts7J_aSIgg"))
    path: str = "/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"
    answers: int = 201
    got: list[httpx.Request] = field(default_factory=list)

    @property
    def endpoint(self) -> str:
        return SERVICE + self.path

    @property
    def device(self) -> Device:
        return Device(
            DeviceId(new_id()), self.endpoint, write(self.key.point), write(self.auth), "en", "Chrome", clock.now()
        )

    @property
    def named(self) -> dict[str, str]:
        """What the page sends when it follows something."""
        return {"endpoint": self.endpoint, "public_key": write(self.key.point), "auth": write(self.auth)}

    def client(self) -> httpx.Client:
        """Open a client that reaches this browser's service."""
        return httpx.Client(transport=httpx.MockTransport(self._take))

    def _take(self, request: httpx.Request) -> httpx.Response:
        self.got.append(request)
        return httpx.Response(self.answers)

    def shown(self) -> list[dict[str, Any]]:
        """Return what it could decrypt of what it was sent."""
        return [msgspec.json.decode(self.decrypt(request.content)) for request in self.got]

    def decrypt(self, body: bytes) -> bytes:
        """Read a push as RFC 8291 and RFC 8188 say, written from their text alone."""
        salt, size, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= size
        shared = self.key.private.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        secret = _mac(_mac(self.auth, shared), b"WebPush: info\0" + self.key.point + sender + b"\1")
        pseudo = _mac(salt, secret)
        content_key = _mac(pseudo, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _mac(pseudo, b"Content-Encoding: nonce\0\1")[:12]
        text = AESGCM(content_key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert text[-1:] == b"\2"
        return text[:-1]


def _mac(key: bytes, text: bytes) -> bytes:
    mac = HMAC(key, SHA256())
    mac.update(text)
    return mac.finalize()
