"""What a call costs in points: an object one, a list that is cut as many as it is cut to, a mutation ten."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_leaf_type,
)

from arasta.twins.shopify.types import MUTATION_POINTS


class Price:
    """The price of one document: what it may cost, and what an answer really cost."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._operation = next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))

    @property
    def _root(self) -> GraphQLNamedType:
        found = self._schema.get_root_type(self._operation.operation)
        assert found is not None  # noqa: S101 - the document was found valid
        return found

    @property
    def _base(self) -> int:
        is_mutation = self._operation.operation.value == "mutation"
        return MUTATION_POINTS * len(self._operation.selection_set.selections) if is_mutation else 0

    def asked(self) -> int:
        """Return the most it may cost."""
        return max(1, self._base + self._most(self._operation.selection_set, self._root))

    def real(self, data: Any) -> int:
        """Return what an answer cost."""
        return max(1, self._base + self._spent(self._operation.selection_set, self._root, data))

    def _fields(self, selected: SelectionSetNode, kind: GraphQLNamedType) -> list[tuple[FieldNode, GraphQLNamedType]]:
        found: list[tuple[FieldNode, GraphQLNamedType]] = []
        for one in selected.selections:
            if isinstance(one, FieldNode):
                found.append((one, kind))
            elif isinstance(one, InlineFragmentNode):
                inner = self._schema.type_map[one.type_condition.name.value] if one.type_condition else kind
                found += self._fields(one.selection_set, inner)
            elif isinstance(one, FragmentSpreadNode):
                fragment = self._fragments[one.name.value]
                inner = self._schema.type_map[fragment.type_condition.name.value]
                found += self._fields(fragment.selection_set, inner)
        return found

    def _kind(self, field: FieldNode, parent: GraphQLNamedType) -> GraphQLNamedType | None:
        known = getattr(parent, "fields", {}).get(field.name.value)
        kind = get_named_type(known.type) if known else None
        return None if kind is None or is_leaf_type(kind) else kind

    def _most(self, selected: SelectionSetNode, parent: GraphQLNamedType) -> int:
        total = 0
        for field, owner in self._fields(selected, parent):
            kind = self._kind(field, owner)
            if kind is None or field.selection_set is None or field.name.value == "pageInfo":
                continue
            inner = self._most(field.selection_set, kind)
            if field.name.value == "nodes" and owner.name.endswith("Connection"):
                total += 1 + inner
            elif kind.name.endswith("Connection"):
                total += self._count(field) * inner
            else:
                total += self._count(field) * (1 + inner)
        return total

    def _count(self, field: FieldNode) -> int:
        for one in field.arguments or ():
            if one.name.value in {"first", "ids"}:
                value: Any = one.value
                if isinstance(value, VariableNode):
                    given = self._variables.get(value.name.value)
                    return len(given) if isinstance(given, list) else int(given or 1)
                return int(value.value) if isinstance(value, IntValueNode) else 1
        return 1

    def _spent(self, selected: SelectionSetNode, parent: GraphQLNamedType, data: Any) -> int:
        if isinstance(data, list):
            return sum(self._spent(selected, parent, one) for one in data)
        if not isinstance(data, Mapping):
            return 0
        total = 0
        for field, owner in self._fields(selected, parent):
            kind = self._kind(field, owner)
            value = data.get((field.alias or field.name).value)
            if kind is None or field.selection_set is None or value is None or field.name.value == "pageInfo":
                continue
            objects = len(value) if isinstance(value, list) else 1
            own = 0 if kind.name.endswith("Connection") else objects
            total += own + self._spent(field.selection_set, kind, value)
        return total
