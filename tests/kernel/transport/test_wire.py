"""What comes over the wire is read exactly, and can be written down."""

from __future__ import annotations

from arasta.kernel.transport.wire import read_json


def test_the_character_that_no_column_holds_is_left_out_and_its_name_is_not() -> None:
    said = rb'{"a": "x\u0000y", "b": "\\u0000", "c": "\\\u0000", "d": "plain"}'

    assert read_json(said) == read_json(said.decode()) == {"a": "xy", "b": r"\u0000", "c": "\\", "d": "plain"}
