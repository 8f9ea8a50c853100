"""How long things may grow before they are two things."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.lint.source import Found, Rule, Source

MODULE, TEMPLATE, FUNCTION, CLASS, PARAMETERS = 400, 200, 60, 250, 7
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _module(source: Source) -> Iterator[Found]:
    most = TEMPLATE if source.path.suffix == ".html" else MODULE
    if len(source.lines) > most:
        yield Found(1, f"{len(source.lines)} lines, at most {most}")


def _function(source: Source) -> Iterator[Found]:
    for node in source.nodes:
        if isinstance(node, Function) and (long := _length(node)) > FUNCTION:
            yield Found(node.lineno, f"{node.name} has {long} lines, at most {FUNCTION}")


def _class(source: Source) -> Iterator[Found]:
    for node in source.nodes:
        if isinstance(node, ast.ClassDef) and (long := _length(node)) > CLASS:
            yield Found(node.lineno, f"{node.name} has {long} lines, at most {CLASS}")


def _parameters(source: Source) -> Iterator[Found]:
    for node in source.nodes:
        if not isinstance(node, Function):
            continue
        named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        count = sum(one.arg not in {"self", "cls"} for one in named)
        if count > PARAMETERS:
            yield Found(node.lineno, f"{node.name} takes {count} parameters, at most {PARAMETERS}")


def _length(node: Function | ast.ClassDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


RULES = [
    Rule("module-size", "A file that long holds two things", _module),
    Rule("function-size", "A function that long has parts that want names", _function),
    Rule("class-size", "A class that long is a room", _class),
    Rule("parameters", "So many parameters want to be one value", _parameters),
]
