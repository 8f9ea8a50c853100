"""The phone is asked only after a tap; then it shows what becomes of the order, leads there, and can be told to stop."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.connectors.webpush.browser import Browser
from tests.journeys.conftest import Demo, People
from tests.journeys.test_after_the_order import order

pytestmark = pytest.mark.journey

# Headless Chromium has no push service of its maker's behind it: what that would hand out stands in here.
SERVICE = """
const made = { toJSON: () => ({ endpoint: NAMED.endpoint, keys: { p256dh: NAMED.public_key, auth: NAMED.auth } }) };
PushManager.prototype.getSubscription = async () => (sessionStorage.getItem("pushed") ? made : null);
PushManager.prototype.subscribe = async (wish) => {
  sessionStorage.setItem("pushed", wish.applicationServerKey);
  return made;
};
"""

# A browser without a screen takes notifications down at once: what was shown is kept as it is handed over.
WATCH = """() => {
  const registration = self.registration, show = registration.showNotification.bind(registration);
  self.seen = new Promise((take) => {
    registration.showNotification = async (title, options) => {
      await show(title, options);
      take({ title, ...options });
    };
  });
}"""

SEEN = """async () => {
  const shown = await self.seen;
  return [shown.title, shown.body, shown.lang];
}"""

CLICK = """async () => {
  const { data } = await self.seen;
  const opened = new Promise((take) => { self.clients.openWindow = async (link) => take(link); });
  const event = new ExtendableEvent("notificationclick");
  Object.defineProperty(event, "notification", { value: { data, close() {} } });
  self.dispatchEvent(event);
  return opened;
}"""


def push(line: CDPSession, page: Page, told: dict[str, str]) -> None:
    """Let the browser get a push, as its maker's service would hand it over, decrypted."""
    known: list[dict[str, str]] = []
    line.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.extend(event["registrations"]))
    line.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    origin = str(page.evaluate("location.origin"))
    mine = [one for one in known if one["scopeURL"] == f"{origin}/"]
    what = {"origin": origin, "registrationId": mine[-1]["registrationId"], "data": json.dumps(told)}
    line.send("ServiceWorker.deliverPushMessage", what)


def test_a_phone_is_told_what_becomes_of_an_order(demo: Demo, people: People) -> None:
    shopper = people.shopper()
    page = shopper.page
    shopper.context.grant_permissions(["notifications"])
    shopper.context.add_init_script(f"const NAMED = {json.dumps(Browser().named)};\n{SERVICE}")
    order(page, "told@mail.example")

    button = page.get_by_role("button", name="Bu cihaza haber ver")
    expect(button).to_be_visible()
    assert page.evaluate("sessionStorage.getItem('pushed')") is None
    button.click()
    expect(page.get_by_text("Olup biteni bu cihaz gösterecek.")).to_be_visible()
    assert len(str(page.evaluate("sessionStorage.getItem('pushed')"))) == 87
    page.reload()
    stop = page.get_by_role("button", name="Artık buraya haber verme")
    expect(stop).to_be_visible()

    told = {"title": "Siparişiniz yolda", "text": "Bir paket yola çıktı.", "language": "tr", "tag": "msg_1"}
    worker = shopper.context.service_workers[0]
    worker.evaluate(WATCH)
    push(shopper.context.new_cdp_session(page), page, {**told, "link": f"{demo.shop}/tr/stores"})
    assert worker.evaluate(SEEN) == ["Siparişiniz yolda", "Bir paket yola çıktı.", "tr"]
    assert worker.evaluate(CLICK) == f"{demo.shop}/tr/stores"

    stop.click()
    expect(page.get_by_role("button", name="Bu cihaza haber ver")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Bu cihaza haber ver")).to_be_visible()
