"""Name a device so that its owner knows it again: the browser and the system, nothing finer."""

from __future__ import annotations

# The first word found counts: every browser claims to be some of the others.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex Browser"), ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"), ("Firefox", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(user_agent: str) -> str:
    """Return “Chrome · Android”, or less where less is known."""
    names = [next((name for word, name in known if word in user_agent[:1000]), "") for known in (_BROWSERS, _SYSTEMS)]
    return " · ".join(name for name in names if name)
