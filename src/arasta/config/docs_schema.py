"""What the routes do not say about themselves: scopes, keys, the idempotency header, and every refusal as a problem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from arasta.kernel.http import problems
from arasta.kernel.http.guards import Guard

INTRODUCTION = """One pool of stock, one order book, every channel.

Money is whole minor units with a currency. Times are UTC. Ids wear a prefix that says what they name. Lists are read in
pages: send `next_cursor` as `cursor` until it is null. Every write takes an `Idempotency-Key`; every refusal is a
problem with a stable `code`."""

SCHEME = "ApiKey"
_KEY_HEADER = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Yours, new for every intent: sent again, the same request has one effect and the same answer.",
}
_REFUSALS = {
    400: "The body is not JSON, or the request cannot be read",
    401: "No valid API key",
    403: "The key lacks the scope",
    404: "Something that was named does not exist; nothing was done",
    409: "It cannot be done as things stand; nothing was done",
    413: "The body is too large",
    422: "A field, a parameter or the Idempotency-Key does not fit",
    503: "Nothing was done; try again after the seconds of Retry-After",
}
_DONE = {200: "Done", 201: "Made", 202: "Waiting for the buyer"}


class TwoOfOneName(Exception):
    """Two shapes have the same name: the document would show one of them for both."""


class Document(OpenAPISchema):
    """The document that the routes give of themselves."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Add shapes. Raises TwoOfOneName."""
        for name, shape in definitions.items():
            if self.schemas.setdefault(name, shape) != shape:
                raise TwoOfOneName(name)


def guard_of(operation: Operation) -> Guard | None:
    """Return the guard that stands before an operation."""
    decorators = getattr(operation, "_run_decorators", [])
    return next((one for one in decorators if isinstance(one, Guard)), None)


def operations(api: NinjaAPI) -> Iterator[Operation]:
    """Walk all operations."""
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            yield from view.operations


def completed(document: OpenAPISchema, api: NinjaAPI) -> OpenAPISchema:
    """Complete the document that the routes gave of themselves."""
    guards = {operation.operation_id: guard_of(operation) for operation in operations(api)}
    for methods in document["paths"].values():
        for details in methods.values():
            _complete(details, guards[details["operationId"]])
    document["components"]["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "description": "An API key, made under Staff in the back office."}
    }
    document["servers"] = [{"url": "/"}]
    document["tags"] = [{"name": name} for name in _tags(document)]
    return document


def _complete(details: dict[str, Any], guard: Guard | None) -> None:
    details["security"] = [{SCHEME: [guard.permission] if guard else []}]
    if guard and guard.is_write:
        details["parameters"] = [*details["parameters"], _KEY_HEADER]
    wanted = {400, 401, 422, 503} | ({403} if guard else set()) | ({413} if "requestBody" in details else set())
    wanted |= {409} if guard and guard.is_write else set()
    answers = {int(status): answer for status, answer in details["responses"].items()}
    details["responses"] = {
        str(status): _refusal(status) if status >= 400 else {**answers[status], "description": _DONE[status]}
        for status in sorted(answers.keys() | wanted)
    }


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": _REFUSALS[status], "content": {problems.CONTENT_TYPE: {"schema": schema}}}


def _tags(document: OpenAPISchema) -> list[str]:
    used = [tag for methods in document["paths"].values() for details in methods.values() for tag in details["tags"]]
    return list(dict.fromkeys(used))
