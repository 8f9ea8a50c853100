"""The options of `arasta import goods` and `arasta import stock`. Heavy things are imported where used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Import goods or stock from a CSV file; docs/guides/import.md explains the columns.")
_File = Annotated[Path, typer.Argument(help="The CSV file; its first line names the columns.")]
_Place = Annotated[str, typer.Option("--location", help="Code of the location, where no column says it.")]
_Trial = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, keep nothing.")]
_Faults = Annotated[Path | None, typer.Option("--faults", help="Write the lines that were not taken as CSV.")]
_Encoding = Annotated[str, typer.Option("--encoding", help="utf-8, windows-1254, ...; else it is found out.")]
_Home = Annotated[Path | None, typer.Option("--home", envvar="ARASTA_HOME", help="Data folder.")]
_Reason = Annotated[str, typer.Option("--reason", help="Stands in the ledger of stock; else the file's name.")]


@app.command("goods")
def import_goods(  # noqa: PLR0913, PLR0917 - the options of a command  # lint: allow parameters - the options of a command
    file: _File,
    price_list: Annotated[str, typer.Option("--price-list", help="Code, where no column says it.")] = "",
    location: _Place = "",
    language: Annotated[str, typer.Option("--language", help="Language of titles without one: en, tr or ru.")] = "en",
    decimal_comma: Annotated[bool, typer.Option("--decimal-comma", help="Prices are written 12,50.")] = False,
    create: Annotated[bool, typer.Option("--create/--no-create", help="Make unknown brands, options, ...")] = True,
    reason: _Reason = "",
    encoding: _Encoding = "",
    dry_run: _Trial = False,
    faults: _Faults = None,
    writers: Annotated[int, typer.Option("--writers", min=1, max=8, help="Connections that write side by side.")] = 2,
    home: _Home = None,
) -> None:
    """Import variants with products, options, prices and stock; a second time it updates."""
    from arasta.cli import database

    with database.connected(home):
        from arasta.cli import importing
        from arasta.contexts.imports.types import ImportKind, Reading

        reading = Reading(
            language=language, encoding=encoding, has_decimal_comma=decimal_comma, price_list=price_list,
            location=location, creates_terms=create, reason=reason,
        )  # fmt: skip
        code = importing.bring_in(
            file, kind=ImportKind.GOODS, reading=reading, is_trial=dry_run, writers=writers, faults=faults
        )
        raise typer.Exit(code)


@app.command("stock")
def import_stock(  # noqa: PLR0913, PLR0917 - the options of a command  # lint: allow parameters - the options of a command
    file: _File,
    location: _Place = "",
    reason: _Reason = "",
    encoding: _Encoding = "",
    again: Annotated[bool, typer.Option("--again", help="Count the same differences once more.")] = False,
    dry_run: _Trial = False,
    faults: _Faults = None,
    home: _Home = None,
) -> None:
    """Import counts (column quantity) or differences (column delta) of stock."""
    from arasta.cli import database

    with database.connected(home):
        from arasta.cli import importing
        from arasta.contexts.imports.types import ImportKind, Reading

        reading = Reading(encoding=encoding, location=location, may_repeat=again, reason=reason)
        code = importing.bring_in(
            file, kind=ImportKind.STOCK, reading=reading, is_trial=dry_run, writers=1, faults=faults
        )
        raise typer.Exit(code)
