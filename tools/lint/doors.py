"""What crosses the door of a context: ids, money, times, frozen values and collections of these."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Found, Rule, Source

DOORS = ("services", "services.py", "queries", "queries.py")
CONTEXTS = "src/arasta/contexts"
_PLAIN = {"str", "int", "bool", "bytes", "None", "tuple", "list", "dict", "set", "frozenset", "type"}
_MODULES = ("uuid.", "datetime.", "decimal.", "collections.abc.", "zoneinfo.", "arasta.")
_TYPING = {"typing.Literal", "typing.Protocol", "typing.NamedTuple", "typing.Annotated"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _signatures(source: Source) -> Iterator[Found]:
    parts = source.path.parts
    if not source.is_below(f"{CONTEXTS}/*") or len(parts) < 5 or parts[4] not in DOORS:
        return
    own = {node.name: node for node in source.tree.body if isinstance(node, ast.ClassDef)}
    own_names = {target.id for node in source.tree.body for target in _targets(node)}
    for node in source.tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            for name in _foreign(source, node, own, own_names):
                yield Found(node.lineno, f"{node.name}: {name} may not cross the door")


def _foreign(source: Source, node: Function, own: dict[str, ast.ClassDef], own_names: set[str]) -> Iterator[str]:
    """Name what may not cross."""
    named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    for annotation in [*(one.annotation for one in named), node.returns]:
        if annotation is None:
            yield "something without a type"
            continue
        for name in _names(annotation):
            if name in own:
                if not _is_value(own[name]):
                    yield f"{name}, which is no frozen value,"
            elif name not in _PLAIN | own_names and not _is_known(source.imports.get(name, name)):
                yield name


def _is_known(origin: str) -> bool:
    if ".models" in origin:
        return False
    return origin in _TYPING or origin.startswith(_MODULES)


def _is_value(node: ast.ClassDef) -> bool:
    bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
    return _is_frozen(node) is True or bool(bases & {"StrEnum", "Protocol", "NamedTuple"})


def _names(annotation: ast.expr) -> Iterator[str]:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _names(ast.parse(node.value, mode="eval").body)


def _targets(node: ast.stmt) -> Iterator[ast.Name]:
    """Names that a module gives to types of its own: `Key = tuple[UUID, UUID]`."""
    if isinstance(node, ast.Assign):
        yield from (target for target in node.targets if isinstance(target, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target


def _frozen(source: Source) -> Iterator[Found]:
    if not source.is_below(f"{CONTEXTS}/*") or "web" in source.path.parts:
        return
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and _is_frozen(node) is False:
            yield Found(node.lineno, f"{node.name} can be changed after it was made")


def _is_frozen(node: ast.ClassDef) -> bool | None:
    """Tell whether a dataclass is frozen; None for a class that is none."""
    for decorator in node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(call, ast.Name) and call.id == "dataclass":
            words = decorator.keywords if isinstance(decorator, ast.Call) else []
            return any(one.arg == "frozen" and isinstance(one.value, ast.Constant) and one.value.value for one in words)
    return None


def _docstring(source: Source) -> Iterator[Found]:
    is_room = source.is_below(f"{CONTEXTS}/*") and source.path.name == "__init__.py" and len(source.path.parts) == 5
    is_flow = source.is_below("src/arasta/flows/*") and source.path.suffix == ".py"
    if (is_room or is_flow) and not ast.get_docstring(source.tree):
        yield Found(1, "no docstring says what this is for")


RULES = [
    Rule(
        "door", "A row, a query set or a request that leaves its context binds its callers to its inside", _signatures
    ),
    Rule("frozen", "A value that others hold must stay as it was given", _frozen),
    Rule("says-what-for", "A reader begins with the first line of a context or flow", _docstring),
]
