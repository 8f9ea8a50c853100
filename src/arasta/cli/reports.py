"""What the auditor and the doctor found, on the console."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from arasta.local.home import open_home

console = Console()


def audit() -> int:
    """Prove all books, keep the run for the back office, print what it found; return 1 if a row lies."""
    from arasta.kernel.access import SYSTEM
    from arasta.kernel.audit import runs

    done = runs.run(actor=SYSTEM, whole=True)
    if done is None:
        console.print("[yellow]![/yellow] Another audit is running. This is what stood before it:")
    for drift in runs.standing(limit=200).items:
        console.print(f"[red]✗[/red] {escape(str(drift.lie))}", soft_wrap=True)
    lies = runs.count_standing()
    if lies:
        console.print(f"[red]{lies} rows lie.[/red] The back office explains each, under Audit.")
        return 1
    if done is not None:
        console.print(f"[dim]{done.checked} keys proved.[/dim]")
    console.print(
        "[green]✓[/green] On hand is the sum of movements; committed, of open allocations; reserved, of live holds."
    )
    console.print(
        "[green]✓[/green] The money ledger balances. Receipts have no gaps. The outbox has no holes, and nothing is parked."
    )
    return 0


def doctor(path: Path | None, *, port: int) -> int:
    """Print each finding with its fix; return 1 if something needed is wrong."""
    from arasta.cli import database
    from arasta.local.doctor import diagnose

    findings = diagnose(open_home(path), port=port, pending_migrations=database.pending)
    table = Table(show_header=False, box=None, pad_edge=False)
    for finding in findings:
        mark = "[green]✓[/green]" if finding.ok else ("[red]✗[/red]" if finding.is_needed else "[yellow]![/yellow]")
        table.add_row(mark, finding.check, finding.detail)
        if not finding.ok and finding.fix:
            table.add_row("", "", f"[bold]→ {finding.fix}[/bold]")
    console.print(table)
    return int(any(not finding.ok and finding.is_needed for finding in findings))
