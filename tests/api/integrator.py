"""An integrator with an API key, who checks every answer against the published description."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import uuid4

from django.test import Client
from openapi_schema_validator import OAS31Validator

from arasta.config.api import api
from tests.contexts.identity.making import make_key

V1 = "/api/v1"
ALL = "*"


@cache
def document() -> dict[str, Any]:
    """Return the description as it is served."""
    answer = Client().get(f"{V1}/openapi.json")
    assert answer.status_code == 200
    described: dict[str, Any] = answer.json()
    return described


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    details: dict[str, Any]

    @property
    def scope(self) -> str:
        return str((self.details["security"][0]["ApiKey"] or [""])[0])

    @property
    def is_write(self) -> bool:
        return any(one["name"] == "Idempotency-Key" for one in self.details["parameters"])

    @property
    def takes_body(self) -> bool:
        return "requestBody" in self.details

    @property
    def needs_body(self) -> bool:
        return self.takes_body and bool(self.details["requestBody"].get("required"))

    def address(self, **words: str) -> str:
        """Fill the path; a part that is not given is some word."""
        return re.sub(r"{(\w+)}", lambda part: words.get(part[1], "nothing-of-ours"), self.path)


def operations() -> list[Operation]:
    """Return all operations."""
    described = api.get_openapi_schema()["paths"]
    return [
        Operation(method, path, details) for path, methods in described.items() for method, details in methods.items()
    ]


@dataclass(frozen=True)
class Answer:
    """What the API said."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        return str(self.body["code"])

    @property
    def refusal(self) -> tuple[int, str]:
        return self.status, self.code


@dataclass
class Integrator:
    """Sends JSON with a key; every write gets a new Idempotency-Key unless `once` names one."""

    scopes: tuple[str, ...]
    language: str = "en"
    client: Client = field(default_factory=Client)
    key: str = ""

    def __post_init__(self) -> None:
        self.key = self.key or make_key(self.scopes)

    def get(self, path: str, **query: object) -> Answer:
        return self.send("get", path, query=query)

    def post(self, path: str, body: object = None, *, once: str | None = None) -> Answer:
        return self.send("post", path, body, once=once)

    def put(self, path: str, body: object = None, *, once: str | None = None) -> Answer:
        return self.send("put", path, body, once=once)

    def send(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        once: str | None = None,
        raw: bytes | None = None,
        query: dict[str, object] | None = None,
    ) -> Answer:
        """Send one request and check the answer's shape."""
        headers = {"Authorization": f"Bearer {self.key}", "Accept-Language": self.language}
        if method != "get" and once != "":
            headers["Idempotency-Key"] = once or uuid4().hex
        sent = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        address = path if path.startswith("/") else f"{V1}/{path}"
        response = self.client.generic(
            method.upper(), address, sent, content_type="application/json", headers=headers, query_params=query
        )
        check(method, address, response)
        return Answer(response.status_code, json.loads(response.content), dict(response.headers))


def check(method: str, path: str, response: Any) -> None:
    """Fail unless the description announces this answer."""
    kind = response.headers["Content-Type"].partition(";")[0]
    assert kind == ("application/json" if response.status_code < 400 else "application/problem+json"), response.content
    found = _operation(method, path.partition("?")[0])
    if found is None:
        return
    announced = found["responses"].get(str(response.status_code))
    assert announced, f"{method} {path} answers {response.status_code}, which is not described: {response.content!r}"
    schema = {**announced["content"][kind]["schema"], "components": document()["components"]}
    OAS31Validator(schema).validate(json.loads(response.content))


def _operation(method: str, path: str) -> dict[str, Any] | None:
    """Find what is described for an address; a literal part goes before a named one."""
    fitting = [
        (template.count("{"), methods[method])
        for template, methods in document()["paths"].items()
        if method in methods and re.fullmatch(re.sub(r"{\w+}", "[^/]+", template), path)
    ]
    return min(fitting, key=lambda one: one[0])[1] if fitting else None
