"""Reads: the connectors that can be installed, as their own folders describe them.

Beside `manifest.toml` and `quality.toml` a connector may have `words.toml`: a table per language with `lead`, labels and
help of settings and secrets, what its troubles mean there and its reasons to reject returns. What it does not say is
said in English or in general.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from arasta.contexts.channels.ports import (
    Account,
    ChannelConnector,
    ConnectorFactory,
    UnknownConnector,
    connector_factories,
)
from arasta.contexts.channels.types.connectors import AskedValue, Exemption, Manifest, Service, TroubleWords
from arasta.contexts.channels.types.protocol import Capabilities
from arasta.contexts.channels.types.sync import Stream, Trouble

_CURRENCY = "TRY"


def connectors(language: str) -> list[Manifest]:
    """Return what can be connected, by title, in a language."""
    found = [_manifest(name, language) for name in connector_factories()]
    return sorted((one for one in found if one is not None), key=lambda one: one.title.casefold())


def connector(name: str, language: str) -> Manifest:
    """Return one connector's description. Raises UnknownConnector."""
    found = _manifest(name, language) if name in connector_factories() else None
    if found is None:
        raise UnknownConnector(given=name[:60])
    return found


def rules_of(name: str) -> ChannelConnector | None:
    """Return a connector to ask for its rules alone, with examples in place of an account; some need a real one."""
    factory = connector_factories().get(name)
    if factory is None:
        return None
    described = _document(factory, "manifest.toml")
    return _by_example(factory, _asked(described, {}), described)


def shows_listings(name: str) -> bool:
    """Tell whether a connector's channel lets us read what is on offer there; one that cannot say is believed to."""
    factory = connector_factories().get(name)
    described = _document(factory, "manifest.toml") if factory else {}
    offers = _offers(factory, _asked(described, {}), described) if factory else None
    return offers is None or Stream.LISTINGS in offers.pull


def _manifest(name: str, language: str) -> Manifest | None:
    """Return what a connector's folder says; one without a manifest cannot be offered to people."""
    factory = connector_factories()[name]
    described = _document(factory, "manifest.toml")
    if not described:
        return None
    quality, words = _document(factory, "quality.toml"), _words(factory, language)
    rules: Mapping[str, Any] = quality.get("rules", {})
    asked = _asked(described, words)
    return Manifest(
        name=name,
        title=described.get("title", name),
        kind=Service(described.get("kind", Service.MARKETPLACE)),
        lead=words.get("lead", described.get("lead", "")),
        countries=tuple(described.get("countries", ())),
        currencies=tuple(described.get("currencies", ())),
        documentation=described.get("documentation", ""),
        asked=asked,
        level=quality.get("level", ""),
        kept=tuple(rule for rule, kept in rules.items() if kept == "done"),
        exempt=_exempt(rules, words, language),
        troubles=_troubles(words),
        rejections=words.get("rejections", {}),
        offers=_offers(factory, asked, described),
    )


def _asked(described: Mapping[str, Any], words: Mapping[str, Any]) -> list[AskedValue]:
    said: Mapping[str, Any] = words.get("asked", {})
    asked = [(one, False) for one in described.get("settings", ())] + [
        (one, True) for one in described.get("secrets", ())
    ]
    return [
        AskedValue(
            name=one["name"],
            label=said.get(one["name"], {}).get("label")
            or one.get("label")
            or one["name"].replace("_", " ").capitalize(),
            help=said.get(one["name"], {}).get("help") or one.get("help", ""),
            needed=one.get("needed", False),
            default=one.get("default", ""),
            is_secret=is_secret,
        )
        for one, is_secret in asked
    ]


def _exempt(rules: Mapping[str, Any], words: Mapping[str, Any], language: str) -> tuple[Exemption, ...]:
    """Return what is not kept and why; a reason that nobody wrote in the reader's language is left out."""
    said: Mapping[str, str] = words.get("exempt", {})
    written = {rule: kept.get("reason", "") for rule, kept in rules.items() if isinstance(kept, dict)}
    reasons = {rule: said.get(rule) or (reason if language == "en" else "") for rule, reason in written.items()}
    return tuple(Exemption(rule, reason) for rule, reason in reasons.items() if reason)


def _troubles(words: Mapping[str, Any]) -> dict[Trouble, TroubleWords]:
    known = {trouble.value for trouble in Trouble}
    return {
        Trouble(name): TroubleWords(said["what"], said["fix"])
        for name, said in words.get("troubles", {}).items()
        if name in known
    }


def _offers(
    factory: ConnectorFactory, asked: Sequence[AskedValue], described: Mapping[str, Any]
) -> Capabilities | None:
    """Ask the connector what it can do, with examples in place of an account; some do not know before they have one."""
    opened = _by_example(factory, asked, described)
    try:
        return opened.capabilities() if opened else None
    except Exception:
        return None


def _by_example(
    factory: ConnectorFactory, asked: Sequence[AskedValue], described: Mapping[str, Any]
) -> ChannelConnector | None:
    examples = {one["name"]: one["example"] for one in described.get("settings", ()) if one.get("example")}
    settings = {
        one.name: examples.get(one.name) or one.default or "1" for one in asked if not one.is_secret and one.needed
    }
    hidden = {one["name"]: one.get("example", "") for one in described.get("secrets", ())}
    secrets = {one.name: hidden[one.name] or "-" for one in asked if one.is_secret and (one.needed or hidden[one.name])}
    currency = next(iter(described.get("currencies", ())), _CURRENCY)
    try:
        return factory(Account(settings, secrets, currency)).connector
    except Exception:
        return None


def _words(factory: ConnectorFactory, language: str) -> Mapping[str, Any]:
    said = _document(factory, "words.toml")
    chosen: Mapping[str, Any] = said.get(language) or said.get("en") or {}
    return chosen


def _document(factory: ConnectorFactory, name: str) -> Mapping[str, Any]:
    package = getattr(factory, "__module__", "").rpartition(".")[0]
    return _read(package, name) if package.startswith("arasta.") else {}


@lru_cache(maxsize=256)
def _read(package: str, name: str) -> Mapping[str, Any]:
    file = resources.files(package) / name
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
