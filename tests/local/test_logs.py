from pathlib import Path

from arasta.local.logs import Log, last_lines


def test_a_log_holds_whole_lines_with_their_speaker(place: Path) -> None:
    with Log(place / "web.log", name="web") as log:
        log.feed(b"one\ntw")
        log.feed(b"o\nthree")

    said = [line.split(" ", 1)[1] for line in last_lines(place / "web.log")]
    assert said == ["web | one", "web | two", "web | three"]


def test_a_log_is_moved_aside_when_it_has_grown_and_old_ones_go(place: Path) -> None:
    with Log(place / "web.log", name="web", limit=100) as log:
        for number in range(40):
            log.say(f"line {number}")

    names = sorted(path.name for path in place.iterdir())
    assert names == ["web.log", "web.log.1", "web.log.2", "web.log.3"]
    assert all(path.stat().st_size < 150 for path in place.iterdir())
    assert last_lines(place / "web.log", 1)[0].endswith("line 39")
