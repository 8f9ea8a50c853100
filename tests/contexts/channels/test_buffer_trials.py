"""The simulator: exact on sales that can be followed by hand, the same for the same seed, and sums that hold."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from arasta.contexts.channels.domain import trials
from arasta.contexts.channels.domain.chance import Chance
from arasta.contexts.channels.queries import trials as reads
from arasta.contexts.channels.types.trials import Delays, Demand, TrialResult, TrialVariant

SHIRT = UUID(int=1)
AT_ONCE = Delays(0, 0)


def here(at_ms: int, units: int = 1) -> Demand:
    return Demand(at_ms, units, is_here=True)


def elsewhere(at_ms: int, units: int = 1) -> Demand:
    return Demand(at_ms, units, is_here=False)


def play(stock: int, *demands: Demand, kept: int = 0, delays: Delays = AT_ONCE) -> TrialResult:
    """Play one variant."""
    return trials.play([TrialVariant(SHIRT, stock, demands)], buffers={SHIRT: kept}, delays=delays, seed=7)


class Late(Chance):
    """Chance that always draws the median."""

    def below(self, bound: int) -> int:
        return bound - 1 if bound != 100 else 49


def by_hand(kept: int) -> TrialResult:
    """Three units; the channel hears of a sale ten seconds after it, we of its sales at once.

    At 0 s one goes elsewhere, at 1 s another: two are left to sell here by the channel's number, one in truth.
    At 2 s and 3 s buyers come here. At 60 s all is told, and one more comes.
    """
    play = trials._Play(kept, Delays(10_000, 10_000), Late(0), pool=3)
    play.run([elsewhere(0), elsewhere(1_000), here(2_000), here(3_000), here(60_000)])
    return TrialResult(play.oversold, play.lost, play.here, play.elsewhere, play.buffer)


def test_without_a_buffer_the_second_buyer_here_is_sold_what_is_not_there() -> None:
    assert by_hand(0) == TrialResult(oversold=1, lost=0, sold_here=2, sold_elsewhere=2, kept_back=0)


def test_two_kept_back_oversell_nothing_and_lose_nothing() -> None:
    assert by_hand(2) == TrialResult(oversold=0, lost=0, sold_here=1, sold_elsewhere=2, kept_back=2)


def test_five_kept_back_lose_the_unit_that_was_there() -> None:
    assert by_hand(5) == TrialResult(oversold=0, lost=1, sold_here=0, sold_elsewhere=2, kept_back=5)


def test_a_newer_number_is_not_overwritten_by_an_older_one_that_comes_late() -> None:
    play = trials._Play(0, AT_ONCE, Chance(0), pool=9)
    play._hear(2, 4)
    play._hear(1, 6)

    assert play.shown == 4


def test_a_channel_that_hears_at_once_oversells_nothing() -> None:
    demands = [elsewhere(n * 10) if n % 2 else here(n * 10) for n in range(30)]

    assert play(12, *demands) == TrialResult(oversold=0, lost=0, sold_here=6, sold_elsewhere=6, kept_back=0)


DEMANDS = st.lists(st.builds(Demand, st.integers(0, 100_000), st.integers(1, 3), st.booleans()), max_size=40)
DELAYS = st.builds(
    Delays, st.integers(0, 5_000), st.integers(5_000, 30_000), st.integers(0, 900), st.integers(900, 9_000)
)


@given(DEMANDS, st.integers(0, 30), st.integers(0, 6), DELAYS)
def test_units_sold_less_units_oversold_never_exceed_the_stock(
    demands: list[Demand], stock: int, kept: int, delays: Delays
) -> None:
    result = play(stock, *sorted(demands), kept=kept, delays=delays)

    assert result.sold_here + result.sold_elsewhere - result.oversold <= stock
    assert result.sold_here + result.lost <= sum(one.units for one in demands if one.is_here)


@given(DEMANDS, st.integers(0, 30), DELAYS)
def test_the_same_seed_gives_the_same_result(demands: list[Demand], stock: int, delays: Delays) -> None:
    assert play(stock, *demands, delays=delays) == play(stock, *demands, delays=delays)


def test_computed_buffers_oversell_less_than_none_and_lose_less_than_five() -> None:
    made = reads.made_up([UUID(int=n) for n in range(200)], busiest=2000, here_percent=40, seed=11)

    [none, two, five, computed] = reads.compare(
        made, over=timedelta(days=1), delays=Delays(20_000, 90_000), risk_permille=10, most=20, seed=11
    )

    assert (none[0], two[0], five[0], computed[0]) == (0, 2, 5, None)
    assert computed[1].oversold < none[1].oversold
    assert computed[1].lost < two[1].lost < five[1].lost


def test_chance_is_the_same_everywhere() -> None:
    chance = Chance(1234567)

    assert [chance._next() for _ in range(3)] == [
        6457827717110365317, 3203168211198807973, 9817491932198370423,
    ]  # fmt: skip


def test_the_table_in_the_guide_is_what_the_simulator_gives() -> None:
    guide = Path(__file__).parents[3] / "docs" / "guides" / "keep-units-back.md"
    told = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in guide.read_text(encoding="utf-8").splitlines()
        if " s / " in line
    ]
    made = reads.made_up([UUID(int=n) for n in range(300)], busiest=2000, here_percent=40, seed=1)

    played = []
    for half, most in ((2, 8), (20, 90), (120, 900)):
        delays = Delays(half * 1000, most * 1000, 10_000, 20_000)
        for kept, result in reads.compare(
            made, over=timedelta(days=1), delays=delays, risk_permille=10, most=20, seed=1
        ):
            figures = (result.oversold, result.lost, result.sold_here, result.sold_elsewhere, result.kept_back)
            name = "computed" if kept is None else str(kept)
            played.append([f"{half} s / {most} s", name, *(str(figure) for figure in figures)])

    assert sum(len(one.demands) for one in made) == 12_419
    assert told == played
