"""The pages that explain the JSON API to people: a reference made of its own description, and the codes of refusals."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from arasta.config.docs_shapes import Field, Shapes
from arasta.kernel.errors import DomainError
from arasta.kernel.http import problems

_SAMPLES = {"handle": "brass-lamp", "sku": "LAMP-BRASS", "key": "LAMP-BRASS", "code": "web"}
_PREFIXES = {"cart": "crt", "order": "ord", "payment": "pay", "transfer": "trf", "customer": "cus", "parked": "prk"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer: its status, when it comes, and its fields if it is no refusal."""

    status: int
    phrase: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: tuple[Field, ...]
    body: tuple[Field, ...]
    outcomes: tuple[Outcome, ...]
    command: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Operations about one thing."""

    title: str
    anchor: str
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A refusal: its stable code and its sentence, with names in the place of values."""

    code: str
    status: int
    sentence: str


@require_safe
def reference(request: HttpRequest) -> HttpResponse:
    """Show how to begin, and every operation."""
    known = {"chapters": chapters(), "base_url": settings.PUBLIC_URL, "page": "reference"}
    return render(request, "config/reference.html", known)


@require_safe
def refusals(request: HttpRequest) -> HttpResponse:
    """Show every code that a refusal may bear."""
    return render(request, "config/refusals.html", {"codes": codes(), "page": "refusals"})


def codes() -> list[Code]:
    """Return the codes of all refusals, in the reader's language."""
    found = {code: Code(code, status, gettext(text)) for code, (status, text) in problems.AT_THE_EDGE.items()}
    for error in _descendants(DomainError):
        if getattr(error, "kind", None) and error.__module__.startswith("arasta."):
            sentence = re.sub(r"%\((\w+)\)s", r"{\1}", gettext(error.template)).replace("%%", "%")
            found.setdefault(error.code, Code(error.code, problems.STATUS[error.kind], sentence))
    return sorted(found.values(), key=lambda one: one.code)


def _descendants(kind: type[DomainError]) -> list[type[DomainError]]:
    children = kind.__subclasses__()
    return children + [below for child in children for below in _descendants(child)]


@cache
def chapters() -> tuple[Chapter, ...]:
    """Read the description into rows, once."""
    from arasta.config.api import api

    document = api.get_openapi_schema()
    shapes = Shapes(document)
    routes: dict[str, list[Route]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, details in methods.items():
            routes[details["tags"][0]].append(_route(shapes, method.upper(), path, details))
    return tuple(Chapter(title, title.lower().replace(" ", "-"), tuple(found)) for title, found in routes.items())


def _route(shapes: Shapes, method: str, path: str, details: dict[str, Any]) -> Route:
    body = details.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    scopes = details["security"][0]["ApiKey"]
    return Route(
        name=details["operationId"],
        method=method,
        path=path,
        summary=details["summary"],
        description=details.get("description", ""),
        scope=scopes[0] if scopes else "",
        parameters=tuple(
            Field(one["name"], shapes.kind(one["schema"]), one["required"], one.get("description", ""))
            for one in details["parameters"]
        ),
        body=shapes.fields(body) if body else (),
        outcomes=tuple(_outcome(shapes, int(status), answer) for status, answer in details["responses"].items()),
        command=_command(method, path, details["parameters"], shapes.example(body) if body else None),
    )


def _outcome(shapes: Shapes, status: int, answer: dict[str, Any]) -> Outcome:
    fields = shapes.fields(next(iter(answer["content"].values()))["schema"]) if status < 400 else ()
    return Outcome(status, HTTPStatus(status).phrase, answer["description"], fields)


def _command(method: str, path: str, parameters: list[dict[str, Any]], body: Any) -> str:
    """Write the request as one would type it."""
    needed = [one["name"] for one in parameters if one["in"] == "query" and one["required"]]
    query = "&".join(f"{name}={_SAMPLES.get(name, 'var_...')}" for name in needed)
    address = re.sub(r"{(\w+)}", lambda part: _sample(part[1]), path) + (f"?{query}" if query else "")
    lines = [f"curl -X {method} '{settings.PUBLIC_URL}{address}'", "-H 'Authorization: Bearer YOUR_API_KEY'"]
    if any(one["name"] == "Idempotency-Key" for one in parameters):
        lines.append('-H "Idempotency-Key: $(uuidgen)"')
    if body is not None:
        lines += ["-H 'Content-Type: application/json'", f"-d '{json.dumps(body, ensure_ascii=False)}'"]
    return " \\\n  ".join(lines)


def _sample(name: str) -> str:
    if name.endswith("_id"):
        return f"{_PREFIXES.get(name.removesuffix('_id'), 'ful')}_..."
    return _SAMPLES[name]
