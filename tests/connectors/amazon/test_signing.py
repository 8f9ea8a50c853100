"""Requests to the queue are signed as AWS wants it: the example of its own documentation."""

from __future__ import annotations

from datetime import UTC, datetime

from arasta.connectors.amazon.signing import Signer, Unsigned, sign

AT = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
SIGNER = Signer("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "us-east-1", "iam")
REQUEST = Unsigned(
    method="GET",
    path="/",
    query={"Version": "2010-05-08", "Action": "ListUsers"},
    headers={"Host": "iam.amazonaws.com", "Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
)


def test_the_example_of_the_documentation_is_signed_alike() -> None:
    signed = sign(SIGNER, REQUEST, AT)

    assert signed == {
        "x-amz-date": "20150830T123600Z",
        "authorization": (
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-date, "
            "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        ),
    }


def test_a_changed_byte_is_another_signature() -> None:
    changed = Unsigned(method="POST", path="/", headers=REQUEST.headers, query=REQUEST.query, body=b"1")

    assert sign(SIGNER, changed, AT)["authorization"] != sign(SIGNER, REQUEST, AT)["authorization"]
