"""What a block of code costs beside a reference in the same run: no absolute time is asserted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import process_time

ADDITIONS = 100_000


@dataclass
class Cost:
    """`references`: how many times as much processor time as the reference a block took."""

    references: float = 0.0


@contextmanager
def cost() -> Iterator[Cost]:
    """`with cost() as spent: ...`, and afterwards `assert spent.references < 250`.

    The reference is a hundred thousand additions in a loop, some milliseconds. Processor time is
    taken of this process alone, so that others on the machine do not count.
    """
    found = Cost()
    began = process_time()
    yield found
    took, began = process_time() - began, process_time()
    total = 0
    for number in range(ADDITIONS):
        total += number
    found.references = took / (process_time() - began)
