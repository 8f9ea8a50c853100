"""Say who sends a push: a word signed with the house's own key, good for one push service and some hours (RFC 8292)."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from arasta.connectors.webpush.secrecy import read_word, write_word

GOOD_FOR = timedelta(hours=12)
_HEAD = write_word(b'{"typ":"JWT","alg":"ES256"}')


def introduce(service: str, *, public_key: str, private_key: str, contact: str, at: datetime) -> str:
    """Return the Authorization header for a push service, named by its scheme and host."""
    claims = {"aud": service, "exp": int((at + GOOD_FOR).timestamp()), "sub": contact}
    said = f"{_HEAD}.{write_word(msgspec.json.encode(claims))}"
    key = ec.derive_private_key(int.from_bytes(read_word(private_key), "big"), ec.SECP256R1())
    r, s = decode_dss_signature(key.sign(said.encode(), ec.ECDSA(SHA256())))
    signature = write_word(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={said}.{signature}, k={public_key}"
