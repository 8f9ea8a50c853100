"""A file as the rules see it, and what they find in it."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ALLOW = re.compile(r"(?:#|\{#)\s*lint: allow (?P<name>[a-z-]+)(?: - (?P<reason>.*?))?\s*(?:#\}|$)")


@dataclass(frozen=True)
class Source:
    """One file: `path` is below the root of the project, with slashes."""

    path: PurePosixPath
    text: str

    @classmethod
    def read(cls, path: Path, root: Path) -> Source:
        return cls(PurePosixPath(path.relative_to(root).as_posix()), path.read_text(encoding="utf-8"))

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text) if self.path.suffix == ".py" else ast.Module([], [])

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """The whole tree, walked once for all rules."""
        return list(ast.walk(self.tree))

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    @cached_property
    def comments(self) -> list[tuple[int, str]]:
        """The lines that carry a comment, from there on."""
        if self.path.suffix != ".py":
            return list(enumerate(self.lines, 1))
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [(one.start[0], one.string) for one in tokens if one.type == tokenize.COMMENT]

    @cached_property
    def imports(self) -> dict[str, str]:
        """Where each imported name comes from: `UUID` is `uuid.UUID`."""
        found: dict[str, str] = {}
        for node in self.nodes:
            if isinstance(node, ast.ImportFrom):
                found |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
            elif isinstance(node, ast.Import):
                found |= {one.asname or one.name.partition(".")[0]: one.name for one in node.names}
        return found

    def is_below(self, *folders: str) -> bool:
        """Tell whether the file lies in one of the folders; `*` stands for any one name."""
        parts = self.path.parts
        wanted = [folder.split("/") for folder in folders]
        return any(
            len(parts) > len(one) and all(want in {"*", part} for want, part in zip(one, parts, strict=False))
            for one in wanted
        )


@dataclass(frozen=True, order=True)
class Found:
    """Something that breaks a rule."""

    line: int
    what: str


@dataclass(frozen=True)
class Rule:
    """A rule by name, why there is one, and how it is looked for."""

    name: str
    reason: str
    find: Callable[[Source], Iterator[Found]]
