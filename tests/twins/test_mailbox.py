"""The mailbox keeps a message once, shows it, and runs nothing that stands in it."""

from __future__ import annotations

from tests.twins.makers import World

LETTER = {
    "medium": "email",
    "to": "ayse@mail.example",
    "sender": "Kervan",
    "title": "Your order is on its way",
    "text": "Look: https://kervan.example/order/1",
    "html": "<script>alert(1)</script><p>Dressed</p>",
    "language": "en",
}


def put(world: World, key: str, **changes: object) -> int:
    return world.call("PUT", f"/mailbox/v1/messages/{key}", json={**LETTER, **changes}).status_code


def test_a_message_is_kept_once_and_found_by_its_address(world: World) -> None:
    assert [put(world, "msg_1"), put(world, "msg_1", title="Another"), put(world, "msg_2", to="b@mail.example")] == [
        200
    ] * 3

    everybody = world.call("GET", "/mailbox/").text
    assert everybody.count("Your order is on its way</a>") == 2
    assert "Another" not in everybody
    assert world.call("GET", "/mailbox/?to=b@mail.example").text.count("Your order is on its way</a>") == 1


def test_a_letter_is_framed_alone_and_nothing_in_it_runs(world: World) -> None:
    put(world, "msg_1")

    letter = world.call("GET", "/mailbox/messages/msg_1/letter")

    assert "Dressed" in letter.text
    policy = letter.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script" not in policy
    page = world.call("GET", "/mailbox/messages/msg_1").text
    assert "<script>alert" not in page
    assert 'href="https://kervan.example/order/1"' in page


def test_what_is_no_message_is_refused(world: World) -> None:
    assert put(world, "msg_1", medium="pigeon") == 400
    assert put(world, "msg_1", to="") == 400
    assert put(world, "msg_1", html=None) == 400
    assert world.call("PUT", "/mailbox/v1/messages/msg_1", content=b"{").status_code == 400
    assert world.call("GET", "/mailbox/messages/msg_9").status_code == 404
    assert world.call("GET", "/mailbox/messages/msg_9/letter").status_code == 404


def test_a_text_message_and_an_emptied_mailbox(world: World) -> None:
    put(world, "msg_1", medium="sms", to="+905321234567", html="")
    assert "Text message" in world.call("GET", "/mailbox/").text
    assert "<iframe" not in world.call("GET", "/mailbox/messages/msg_1").text

    assert world.call("POST", "/mailbox/empty").status_code == 303
    assert "No message yet" in world.call("GET", "/mailbox/").text
