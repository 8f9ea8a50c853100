"""Memory that forked processes share: what one wrote the others read, and half of an answer is none."""

from __future__ import annotations

import multiprocessing

from arasta.kernel.shared import Shared

KEYS = [bytes([number]) * 16 for number in range(1, 40)]


def test_what_one_process_writes_another_reads() -> None:
    shared = Shared(seconds=10, places=8, most=100)
    shared.put(KEYS[0], b"mine")
    other = multiprocessing.get_context("fork").Process(target=lambda: shared.put(KEYS[1], b"theirs"))
    other.start()
    other.join()
    assert [shared.get(key) for key in KEYS[:3]] == [b"mine", b"theirs", None]


def test_an_answer_is_good_until_its_time_is_over() -> None:
    now = [100.0]
    shared = Shared(seconds=10, places=8, most=100, now=lambda: now[0])
    shared.put(KEYS[0], b"a")
    now[0] = 110.0
    assert shared.get(KEYS[0]) == b"a"
    now[0] = 110.1
    assert shared.get(KEYS[0]) is None


def test_what_was_written_longest_ago_makes_room() -> None:
    now = [0.0]
    shared = Shared(seconds=1_000, places=8, most=100, now=lambda: now[0])
    for number, key in enumerate(KEYS[:9]):
        now[0] = number
        shared.put(key, bytes([number]))
        shared.put(KEYS[1], b"again")
    assert [key for key in KEYS[:9] if shared.get(key)] == [KEYS[1], *KEYS[2:9]]


def test_what_is_too_long_is_not_kept() -> None:
    shared = Shared(seconds=10, places=8, most=3)
    shared.put(KEYS[0], b"four")
    assert shared.get(KEYS[0]) is None


def test_half_of_an_answer_is_none() -> None:
    shared = Shared(seconds=10, places=1, most=10)
    shared.put(KEYS[0], b"0123456789")
    memory = shared._memory
    at = memory.find(b"0123456789")
    for place in range(at, at + 10):
        memory[place] ^= 0xFF
        assert shared.get(KEYS[0]) is None
        memory[place] ^= 0xFF
    assert shared.get(KEYS[0]) == b"0123456789"
