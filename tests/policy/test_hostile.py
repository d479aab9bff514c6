"""Hostile patterns: the time grows with the text, not with what the pattern could be."""

import time
from collections.abc import Callable

import pytest

from accounts.policy.match import Glob, tokens
from accounts.policy.resources import split_pattern

PATTERNS = [
    "*a?a?b" * 1000,
    "*" + "a?" * 900 + "b",
    "*a" * 3000 + "b",
    "?" * 3000 + "*b",
    "a*?" * 2000,
]


def seconds(glob: Glob, text: str) -> float:
    best = float("inf")
    for _ in range(5):
        start = time.thread_time()
        glob.matches(text)
        best = min(best, time.thread_time() - start)
    return best


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_of_six_kilobytes_is_no_work(pattern: str):
    glob = Glob(tokens(pattern, variables=False))
    short, long = "a" * 2048, "a" * 8192
    assert not glob.matches(short)
    assert seconds(glob, long) < 30 * seconds(glob, short) + 0.05


@pytest.mark.parametrize("part", ["${*", "${", "$", "a*", "}${a}", ":${"])
@pytest.mark.parametrize("cut", [lambda text: tokens(text, variables=True), split_pattern])
def test_the_reading_of_a_pattern_grows_with_it(part: str, cut: Callable[[str], object]):
    def read(size: int) -> float:
        start = time.thread_time()
        cut(part * size)
        return time.thread_time() - start

    assert read(40_000) < 30 * read(10_000) + 0.05
