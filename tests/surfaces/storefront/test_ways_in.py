"""Coming in by a code from the email or by a passkey; devices, password, profile and consents."""

from __future__ import annotations

import json
import re

from django.test import Client

from arasta.contexts.customers import queries as customers
from arasta.contexts.customers.services import logins, passkeys
from arasta.contexts.customers.types import NewPasskey
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests.surfaces.storefront.shopping import Shop, body_of, deliver, newest_code, pay, text_of
from tests.surfaces.storefront.test_account import SECRET, registered, sign_in

SKU = "SHIRT-RED-S"
MAIL = "ayse@mail.example"


def code_for(client: Client, email: str = MAIL, **more: str) -> str:
    """Ask for a code and read it where the email is kept until it is sent."""
    answer = client.post("/account/code/ask", {"email": email, **more})
    assert answer.status_code == 302, text_of(answer)
    return newest_code()


def with_code(email: str = MAIL) -> Client:
    """Return a browser that came in by code."""
    client = Client()
    answer = client.post("/account/code", {"code": code_for(client, email)})
    assert (answer.status_code, answer["Location"]) == (302, "/account")
    return client


def test_a_code_lets_in_a_guest_and_brings_what_they_ordered(shop: Shop) -> None:
    shop.stock(SKU, warehouse=1)
    guest = Client()
    shop.put_in(guest, SKU)
    deliver(guest)
    pay(guest)
    number = shop.orders()[0].row.number

    other, mine = with_code("zeynep@mail.example"), with_code()

    assert "You have not ordered anything yet." in text_of(other.get("/account"))
    assert number in text_of(mine.get("/account"))
    assert text_of(mine.get(f"/account/orders/{number}")).count(number) > 0
    assert other.get(f"/account/orders/{number}").status_code == 404


def test_the_way_goes_on_where_it_was_left_and_never_out_of_the_shop(shop: Shop) -> None:
    client = Client()

    asked = client.post("/account/code/ask", {"email": MAIL, "next": "/checkout"})
    code = code_for(client, next="/checkout")
    entered = client.post("/account/code", {"code": code, "next": "https://evil.example/"})

    assert asked["Location"] == "/account/code?next=%2Fcheckout"
    assert entered["Location"] == "/account"


def test_a_wrong_code_is_told_and_a_code_of_another_browser_does_not_help(shop: Shop) -> None:
    client, thief = Client(), Client()
    code = code_for(client)

    wrong = client.post("/account/code", {"code": "000000" if code != "000000" else "111111"})
    stranger = thief.post("/account/code", {"code": code})

    assert wrong.status_code == 401
    assert "This code is not right, or its time is over." in text_of(wrong)
    assert stranger["Location"].startswith("/account/sign-in")
    assert client.post("/account/code", {"code": f"{code[:3]} {code[3:]}"})["Location"] == "/account"


def test_nobody_learns_who_has_an_account_and_no_email_is_flooded(shop: Shop) -> None:
    registered()
    known, unknown = Client(), Client()

    pages = [
        client.post("/account/code/ask", {"email": email}, follow=True)
        for client, email in ((known, MAIL), (unknown, "nobody@mail.example"))
    ]
    for _ in range(4):
        known.post("/account/code/ask", {"email": MAIL})
    flooded, nonsense = (Client().post("/account/code/ask", {"email": one}) for one in (MAIL, "nonsense"))

    assert text_of(pages[0]).replace(MAIL, "") == text_of(pages[1]).replace("nobody@mail.example", "")
    assert (flooded.status_code, nonsense.status_code) == (429, 422)
    assert 'id="ask_email_error"' in body_of(nonsense)


def test_whoever_proves_the_email_of_an_account_takes_it_from_who_only_typed_it(shop: Shop) -> None:
    thief = Client()
    logins.register(MAIL, password=SECRET, name="Eve")
    sign_in(thief)

    owner = with_code()

    assert "the password and passkeys were removed" in body_of(owner.get("/account"))
    assert thief.get("/account")["Location"].startswith("/account/sign-in")
    assert "The email or the password is not right." in sign_in(Client())


def test_a_passkey_needs_a_challenge_of_this_browser_and_a_known_key(shop: Shop) -> None:
    client = registered()
    who = customers.customer_by_email(MAIL)
    assert who is not None
    passkeys.add(who.id, NewPasskey(b"key", b"half", 0, "testserver", "Phone"), actor=SYSTEM)
    answer = {
        "id": "a2V5",
        "rawId": "a2V5",
        "type": "public-key",
        "response": {"clientDataJSON": "e30", "authenticatorData": "AAAA", "signature": "AAAA", "userHandle": None},
    }

    unasked = Client().post("/account/passkey", {"answer": json.dumps(answer)})
    asked = Client()
    options = asked.post("/account/passkey/ask").json()
    refusals = [asked.post("/account/passkey", {"answer": text}) for text in (json.dumps(answer), "{", "", "[]")]

    assert (options["rpId"], options["userVerification"], options["allowCredentials"]) == ("testserver", "required", [])
    assert {one.status_code for one in (unasked, *refusals)} == {401}
    assert unasked.json() == {"message": "This passkey is not known here. Come in another way."}
    made = client.post("/account/passkeys/ask").json()
    assert (made["rp"]["id"], made["user"]["name"], len(made["excludeCredentials"])) == ("testserver", MAIL, 1)
    assert client.post("/account/passkeys/keep", {"answer": "{}"}).status_code == 401
    assert Client().post("/account/passkeys/ask").status_code == 401
    assert len(customers.passkeys(who.id)) == 1


def test_devices_are_named_and_signed_out_from_afar(shop: Shop) -> None:
    here = registered()
    there = Client(headers={"user-agent": "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Safari/537.36"})
    sign_in(there)
    page = here.get("/account/signing-in")

    word = re.findall(r"/account/devices/(ses_\w+)/end", body_of(page))
    ended = here.post(f"/account/devices/{word[0]}/end")

    assert len(word) == 1
    assert "Chrome · Android" in text_of(page)
    assert ended["Location"] == "/account/signing-in"
    assert there.get("/account")["Location"].startswith("/account/sign-in")
    assert here.get("/account").status_code == 200


def test_signing_out_everywhere_else_keeps_this_device(shop: Shop) -> None:
    here, others = registered(), [Client(), Client()]
    for other in others:
        sign_in(other)

    here.post("/account/devices/others/end")

    assert [client.get("/account").status_code for client in (here, *others)] == [200, 302, 302]


def test_a_password_is_changed_by_who_knows_it_and_ends_other_sessions(shop: Shop) -> None:
    registered()
    here, there = Client(), Client()
    sign_in(here)
    sign_in(there)

    page = text_of(here.get("/account/signing-in"))
    without = here.post("/account/password", {"password": "four green kettles"})
    wrong = here.post("/account/password", {"current": "wrong", "password": "four green kettles"})
    right = here.post("/account/password", {"current": SECRET, "password": "four green kettles"})

    assert "Password until now" in page
    assert "Password until now optional" not in page
    assert (without.status_code, wrong.status_code, right.status_code) == (422, 401, 302)
    assert 'id="id_current_error"' in body_of(without)
    assert 'id="id_current_error"' in body_of(wrong)
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 302)
    assert sign_in(Client(), password="four green kettles") == "/account"


def test_who_came_by_code_sets_a_password_without_an_old_one(shop: Shop) -> None:
    client = with_code()

    page, set_now = client.get("/account/signing-in"), client.post("/account/password", {"password": SECRET})

    assert "Password until now" not in text_of(page)
    assert set_now.status_code == 302
    assert sign_in(Client()) == "/account"


def test_the_profile_is_changed_and_the_shop_goes_on_in_its_language(shop: Shop) -> None:
    client = registered()
    form = {"name": "Ayşe Kaya", "email": MAIL, "phone": "0532 111 22 33", "language": "tr"}

    saved = client.post("/account/profile", form)
    wrong = client.post("/account/profile", {**form, "phone": "call me"})

    who = customers.customer_by_email(MAIL)
    assert who is not None
    assert saved["Location"] == "/tr/account/profile"
    assert (who.name, who.phone, who.language) == ("Ayşe Kaya", "+905321112233", "tr")
    assert wrong.status_code == 422
    assert 'id="id_phone_error"' in body_of(wrong)


def test_consents_are_given_and_taken_back_and_every_word_stays_readable(shop: Shop) -> None:
    client = registered()

    client.post("/account/consents", {"offers-email": "on"})
    given = text_of(client.get("/account/consents"))
    client.post("/account/consents", {})
    client.post("/account/consents", {})

    who = customers.customer_by_email(MAIL)
    assert who is not None
    ledger = customers.consents(who.id)
    assert "allowed on" in given
    assert [(row.purpose, row.is_given, row.source) for row in ledger] == [
        ("offers", False, "account"),
        ("offers", True, "account"),
    ]


def test_what_belongs_to_another_customer_is_not_there(shop: Shop) -> None:
    mine, stranger = registered(), registered("zeynep@mail.example")
    who = customers.customer_by_email(MAIL)
    assert who is not None
    passkeys.add(who.id, NewPasskey(b"key", b"half", 0, "testserver", "Phone"), actor=SYSTEM)
    words = [
        f"/account/passkeys/{to_public('psk', customers.passkeys(who.id)[0].id)}/delete",
        f"/account/devices/{to_public('ses', customers.sessions(who.id)[0].id)}/end",
    ]

    statuses = [stranger.post(word).status_code for word in words]

    assert statuses == [404, 404]
    assert mine.get("/account").status_code == 200
    assert len(customers.passkeys(who.id)) == 1
