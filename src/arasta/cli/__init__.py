"""The command `arasta`: run the demo, serve, look into stock, prove the books. Heavy things are imported where used."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from arasta.cli import import_commands

app = typer.Typer(
    name="arasta",
    help="One pool of stock, one order book, every channel.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", envvar="ARASTA_HOME", help="Data folder; by default .arasta in a checkout, else ~/.arasta."),
]
PortOption = Annotated[
    int, typer.Option("--port", help="Web port; the twins take the next one, live updates the one after.")
]
LanguageOption = Annotated[str, typer.Option("--language", help="Language of names: en, tr or ru.")]


@app.command()
def demo(
    port: PortOption = 8500,
    home: HomeOption = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the shop in a browser.")] = True,
) -> None:
    """Found the demo company Kervan (once) and serve shop, till, back office, API and marketplace."""
    from arasta.cli import running

    raise typer.Exit(running.demo(home, port=port, browser=browser))


@app.command()
def serve(port: PortOption = 8500, home: HomeOption = None) -> None:
    """Serve shop, till, back office and API with a worker, on this database as it is."""
    from arasta.cli import running

    raise typer.Exit(running.serve(home, port=port))


@app.command()
def twins(port: PortOption = 8501, home: HomeOption = None) -> None:
    """Serve only the twins: a marketplace and a payment provider to try things against."""
    from arasta.cli import running

    raise typer.Exit(running.twins(home, port=port))


@app.command()
def worker(home: HomeOption = None) -> None:
    """Run the job worker: deliver events, keep channels in step, end holds."""
    from arasta.cli import database, working

    working.give_way()
    with database.connected(home):
        working.run()


@app.command()
def migrate(home: HomeOption = None) -> None:
    """Bring the database's tables up to date."""
    from arasta.cli import database

    with database.connected(home):
        database.migrate(typer.echo)


@app.command()
def shell(home: HomeOption = None) -> None:
    """Open a Python shell with everything loaded."""
    from arasta.cli import database

    with database.connected(home):
        from django.core.management import call_command

        call_command("shell")


@app.command()
def doctor(home: HomeOption = None, port: PortOption = 8500) -> None:
    """Name what is wrong on this machine, and the fix."""
    from arasta.cli import reports

    raise typer.Exit(reports.doctor(home, port=port))


@app.command()
def audit(home: HomeOption = None) -> None:
    """Prove the books: stock, promises, holds, money, receipts, outbox. Exits with 1 and the row that lies."""
    from arasta.cli import database, reports

    with database.connected(home):
        raise typer.Exit(reports.audit())


@app.command()
def explain(
    sku: Annotated[str, typer.Argument(help="SKU or GTIN.")],
    at: Annotated[str | None, typer.Option("--at", help="Only this location's code.")] = None,
    channel: Annotated[str | None, typer.Option("--channel", help="As this channel sees it.")] = None,
    language: LanguageOption = "en",
    home: HomeOption = None,
) -> None:
    """Tell how a number comes about: from what was received to what may be sold there now."""
    from arasta.cli import database, explaining

    with database.connected(home):
        raise typer.Exit(explaining.explain(sku, at=at, channel=channel, language=language))


@app.command()
def replay(
    dataset: Annotated[str, typer.Argument(help="Only “completejourney” so far.")] = "completejourney",
    baskets: Annotated[int, typer.Option("--baskets", min=1, help="How many baskets, in time order.")] = 20_000,
    home: HomeOption = None,
    report: Annotated[Path | None, typer.Option("--report", help="Also write the report as JSON.")] = None,
) -> None:
    """Sell a year of real retail baskets through till, web shop and marketplace, from one pool of stock."""
    from arasta.cli import database, replaying

    with database.connected(home):
        raise typer.Exit(replaying.replay(dataset, baskets=baskets, report=report))


@app.command()
# lint: allow parameters - each is an option of the command
def bench(  # noqa: PLR0913, PLR0917
    names: Annotated[
        list[str],
        typer.Argument(
            help="flow, one-call, batch, hot-sku, availability, stock-bulk, changes, channels, feeds, search, product-page,"
            " import, memory, growth; or all."
        ),
    ],
    seconds: Annotated[float, typer.Option("--seconds", min=0.2, help="How long each load is measured.")] = 10,
    clients: Annotated[str, typer.Option("--clients", help="How many clients, one load for each number.")] = "8,32",
    worker: Annotated[str, typer.Option("--worker", help="on or off: whether the job worker runs beside.")] = "on",
    variants: Annotated[int, typer.Option("--variants", min=10, help="Variants of the company.")] = 20_000,
    grown: Annotated[int, typer.Option("--grown", min=20, help="Variants that growth loads.")] = 1_000_000,
    orders: Annotated[int, typer.Option("--orders", min=0, help="Orders that growth loads.")] = 5_000_000,
    hot: Annotated[int, typer.Option("--hot-units", min=1, help="Stock of the SKU that all want.")] = 1_000,
    batch: Annotated[int, typer.Option("--batch", min=1, max=1000, help="Orders a call of batch.")] = 200,
    rows: Annotated[int, typer.Option("--rows", min=10, help="Rows of stock-bulk, changes and import.")] = 100_000,
    provider: Annotated[str, typer.Option("--provider", help="Pay by recorded, or over HTTP by testpay.")] = "recorded",
    statements: Annotated[bool, typer.Option("--statements", help="Also tell each SQL statement of an order.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Small and short: does it run, and roughly how well.")] = False,
    home: Annotated[Path | None, typer.Option("--home", help="Keep the data here; else it is gone at the end.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per figure.")] = False,
    results: Annotated[Path | None, typer.Option("--results", help="Also write NAME.json into this folder.")] = None,
) -> None:
    """Measure against what PostgreSQL itself does on the same server. Fills a database: never one of yours."""
    from arasta.bench.plan import Plan
    from arasta.cli import benching

    plan = Plan(
        seconds=seconds,
        warm_up=min(2.0, seconds / 2),
        clients=tuple(int(count) for count in clients.split(",")),
        rows=rows,
        hot_units=hot,
        batch=batch,
        has_worker=worker == "on",
        provider=provider,
        variants=variants,
        grown_variants=grown,
        grown_orders=orders,
        tells_statements=statements,
    )
    chosen = plan.quick() if quick else plan
    raise typer.Exit(benching.bench(names, plan=chosen, home=home, as_json=as_json, results=results))


app.add_typer(import_commands.app, name="import")


def main() -> None:
    """Run the command; a fault of this machine is told with its fix, without a traceback."""
    from arasta.local.faults import Fault

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "arasta.config.settings")
    try:
        app()
    except Fault as fault:
        typer.secho(fault.detail, fg="red", err=True)
        typer.echo(fault.fix, err=True)
        sys.exit(1)
