"""The load generator reads answers whole, however they are cut into pieces."""

from __future__ import annotations

import pytest

from arasta.bench.load.wire import Answer, Garbled, Reader, request

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n" + b'{"a": "bc"}'
BODY = b'{"a": "bc"}'


def read(*chunks: bytes) -> list[Answer | None]:
    reader = Reader()
    return [reader.feed(chunk) for chunk in chunks]


def test_an_answer_in_one_piece() -> None:
    assert read(OK) == [Answer(200, BODY)]


@pytest.mark.parametrize("cut", range(1, len(OK)))
def test_an_answer_in_two_pieces(cut: int) -> None:
    assert read(OK[:cut], OK[cut:]) == [None, Answer(200, BODY)]


def test_an_answer_byte_by_byte() -> None:
    answers = read(*(OK[place : place + 1] for place in range(len(OK))))

    assert answers[-1] == Answer(200, BODY)
    assert set(answers[:-1]) == {None}


def test_one_answer_after_the_other() -> None:
    second = b"HTTP/1.1 409 Conflict\r\ncontent-length: 2\r\n\r\n{}"

    assert read(OK, second, OK) == [Answer(200, BODY), Answer(409, b"{}"), Answer(200, BODY)]


def test_no_body() -> None:
    assert read(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") == [Answer(200, b"")]
    assert read(b"HTTP/1.1 204 No Content\r\nServer: x\r\n\r\n") == [Answer(204, b"")]


def test_a_connection_that_ends_after_its_answer() -> None:
    closing = b"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 1\r\n\r\n!"

    assert read(closing) == [Answer(500, b"!", is_last=True)]


@pytest.mark.parametrize(
    "odd",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        OK + b"HTTP/1.1 200 OK\r\n",
    ],
)
def test_what_it_cannot_read_is_said(odd: bytes) -> None:
    with pytest.raises(Garbled):
        read(odd)


def test_a_write_carries_token_key_and_length() -> None:
    sent = request("POST", "/api/v1/carts", token="ark_1", body=b'{"a":1}', key="k-1")

    assert sent == (
        b"POST /api/v1/carts HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ark_1\r\nAccept: application/json\r\n"
        b'Content-Type: application/json\r\nContent-Length: 7\r\nIdempotency-Key: k-1\r\n\r\n{"a":1}'
    )


def test_a_read_carries_neither_key_nor_body() -> None:
    head = request("GET", "/api/v1/stock", token="ark_1").lower()

    assert head.endswith(b"\r\n\r\n")
    assert b"idempotency-key" not in head
    assert b"content-length" not in head
