"""The schema that the shop understands, and what it makes of a document."""

from functools import lru_cache
from pathlib import Path

from graphql import DocumentNode, GraphQLError, build_schema, parse, validate

from arasta.twins.shopify.types import UNKNOWN_STATUS

NOT_DOCUMENTED = f"extend enum FulfillmentOrderStatus {{ {UNKNOWN_STATUS} }}"
"""What the vendor's schema does not have: the word that the fault of an unknown status brings."""

SCHEMA = build_schema((Path(__file__).parent / "admin.graphql").read_text(encoding="utf-8") + NOT_DOCUMENTED)


@lru_cache(maxsize=256)
def understood(text: str) -> DocumentNode | tuple[str, ...]:
    """Return a document, or what is wrong with it."""
    try:
        document = parse(text)
    except GraphQLError as error:
        return (error.message,)
    errors = validate(SCHEMA, document)
    return tuple(error.message for error in errors) if errors else document
