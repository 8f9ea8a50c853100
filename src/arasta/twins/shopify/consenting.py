"""Where a merchant lets an app in: its page of consent, and the token that the code buys, once."""

import hmac
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode, urlsplit

from arasta.twins.fault_page import framed
from arasta.twins.shopify.shop import Shop, read_shop
from arasta.twins.shopify.types import Books
from arasta.twins.store import take_numbers
from arasta.twins.twin import secret_digest
from arasta.twins.web import GoTo, Page, Visit
from arasta.twins.wire import Answer, Call, Refusal

CODE_LIVES_MS = 600_000
ASKED = ("client_id", "scope", "redirect_uri", "state")


def ask(shop: Shop, books: Books, visit: Visit) -> Page:
    """Show what an app asks for."""
    asked = _asked(shop, visit, visit.call.query)
    values = {"asked": asked, "scopes": asked["scope"].split(","), "app": urlsplit(asked["redirect_uri"]).netloc}
    return Page("shopify/consent.html", framed(shop, "shop", values))


def decide(shop: Shop, books: Books, visit: Visit) -> GoTo:
    """Let the app in, with all it asked for or with what is left of it, and send the merchant back to it."""
    asked = _asked(shop, visit, visit.form)
    scopes = [one for one in asked["scope"].split(",") if visit.form.get(f"scope-{one}") == "1"]
    code = books.digest(f"code {take_numbers(books.db, 'code', 1)}")[:32]
    books.db.execute(
        "INSERT INTO consent VALUES (?, ?, ?, ?)", (code, ",".join(scopes), books.now_ms, asked["redirect_uri"])
    )
    said = {
        "code": code,
        "host": "YWRtaW4uc2hvcGlmeS5jb20vc3RvcmUva2VydmFu",
        "shop": shop.account.domain,
        "state": asked["state"],
        "timestamp": str(books.now_ms // 1000),
    }
    text = "&".join(f"{name}={value}" for name, value in sorted(said.items()))
    signed = hmac.new(read_shop(books)["client_secret"].encode(), text.encode(), sha256).hexdigest()
    return GoTo(f"{asked['redirect_uri']}?{urlencode({**said, 'hmac': signed})}")


def exchange(books: Books, call: Call, client_id: str) -> Answer:
    """Give a token for a code, once. Raises Refusal 400."""
    body = call.json_object()
    row = books.db.execute("SELECT * FROM consent WHERE code = ?", (str(body.get("code")),)).fetchone()
    known = read_shop(books)["client_secret"]
    is_app = body.get("client_id") == client_id and hmac.compare_digest(str(body.get("client_secret")), known)
    if row is None or not is_app or row["at_ms"] < books.now_ms - CODE_LIVES_MS:
        raise Refusal(400, "invalid_request", "The authorization code was not found or was already used")
    books.db.execute("DELETE FROM consent WHERE code = ?", (row["code"],))
    token = f"shpat_{books.digest('token ' + row['code'])[:32]}"
    books.db.execute("INSERT INTO app_token VALUES (?, ?)", (secret_digest(token), row["scope"]))
    return Answer(200, {"access_token": token, "scope": row["scope"]})


def serve_exchange(shop: Shop, call: Call) -> Answer:
    """Answer an app that brings a code."""
    with shop.books() as books:
        try:
            return exchange(books, call, shop.account.client_id)
        except Refusal as refusal:
            return Answer(refusal.status, {"error": refusal.code, "error_description": refusal.message})


def _asked(shop: Shop, visit: Visit, given: Any) -> dict[str, str]:
    asked = {name: str(given.get(name, "")) for name in ASKED}
    if asked["client_id"] != shop.account.client_id or not asked["redirect_uri"].startswith(("http://", "https://")):
        raise Refusal(400, "invalid_request", visit.say("shopify.consent_unknown_app"))
    return asked
