"""Measure pages of a running shop as a phone on a slow line loads them: `python -m tests.journeys.speed ADDRESS PATH…`.

It ends with 1 if a page is slower, answers later, moves more or carries more scripts than it may.

The phone is Lighthouse's: 390 pixels wide, 1.6 Mbit/s with 150 ms, a processor four times slower than this one.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

from tests.journeys.conftest import ARGS, CHROMIUM

LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 // 8, "uploadThroughput": 750_000 // 8}
SLOWER = 4
MOST_LCP, MOST_CLS, MOST_INP, MOST_SCRIPT_BYTES = 1_800, 50, 200, 40 * 1024
_WATCH = """
window.seen = { lcp: 0, cls: 0, inp: 0 };
const watch = (type, take, more) =>
  new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...more });
watch("largest-contentful-paint", (entry) => (seen.lcp = entry.startTime));
watch("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.cls += entry.value; });
watch("event", (entry) => (seen.inp = Math.max(seen.inp, entry.duration)), { durationThreshold: 16 });
"""
_TOLD = """() => ({
  lcp: Math.round(seen.lcp), cls: Math.round(seen.cls * 1000), inp: Math.round(seen.inp),
  largest: performance.getEntriesByType("largest-contentful-paint").length,
})"""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a page cost: times in milliseconds, shifts in thousandths, bytes as they came over the line."""

    path: str
    lcp: int
    cls: int
    inp: int
    script_bytes: int
    bytes: int
    requests: int

    @property
    def is_good(self) -> bool:
        """Tell whether the page keeps to the limits."""
        is_quick = self.lcp <= MOST_LCP and self.inp < MOST_INP
        return is_quick and self.cls < MOST_CLS and self.script_bytes <= MOST_SCRIPT_BYTES

    def __str__(self) -> str:
        return (
            f"{self.path:<34} LCP {self.lcp:>5} ms  CLS 0.{self.cls:03}  INP {self.inp:>4} ms"
            f"  JS {self.script_bytes / 1024:>5.1f} KB  all {self.bytes / 1024:>6.1f} KB in {self.requests}"
        )


def measure(browser: Browser, address: str, path: str, *, is_slow: bool = True) -> Seen:
    """Load a page once with nothing kept, scroll it, and press its first button that only opens something."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, base_url=address
    )
    page = context.new_page()
    page.add_init_script(_WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if is_slow:
        session.send("Network.emulateNetworkConditions", LINE)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    session.on(
        "Network.loadingFinished", lambda told: sizes.update({told["requestId"]: int(told["encodedDataLength"])})
    )
    page.goto(path, wait_until="load")
    page.wait_for_load_state("networkidle")
    loaded = dict(sizes)
    page.mouse.wheel(0, 1500)
    page.wait_for_timeout(300)
    page.mouse.wheel(0, -3000)
    page.locator("summary:visible").first.click()
    page.wait_for_timeout(300)
    told = page.evaluate(_TOLD)
    context.close()
    scripts = sum(size for key, size in loaded.items() if kinds.get(key) == "Script")
    return Seen(path, told["lcp"], told["cls"], told["inp"], scripts, sum(loaded.values()), len(loaded))


def main() -> int:
    """Measure the pages that are named; return 1 if one of them is not good."""
    address, *paths = sys.argv[1:]
    is_good = True
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        for path in paths or ["/"]:
            seen = measure(browser, address, path)
            is_good = is_good and seen.is_good
            print(seen)  # noqa: T201 - what the command is for
        browser.close()
    return int(not is_good)


if __name__ == "__main__":
    sys.exit(main())
