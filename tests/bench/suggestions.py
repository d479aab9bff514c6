"""What explaining a refusal costs: its suggestions, and the findings of its policy (`make bench`).

No other software has either. Each row is one computation in this process: alice's policy as AWS
published it, the same beside a hundred other statements, and a refusal by nothing at all.
"""

import statistics
import time
from collections.abc import Callable

from accounts.policy import AppliedPolicy, Request, parse
from accounts.suggestions import Situation, suggest
from accounts.validation import LENGTH_MAX, validate
from tests.bench.policy import OWN, TEXT, big, context

ROUNDS = 15
POLICIES = {"AWS's policy": TEXT, "a hundred statements": big()}


def situation(text: str, action: str) -> Situation:
    policy = AppliedPolicy("P", None, parse(text), attached_to=(OWN,))
    return Situation.of((policy,), Request(action, OWN, context("false")))


def median_ms(compute: Callable[[], object]) -> float:
    compute()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        compute()
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def main() -> None:
    print(f"{'':<64}{'ms':>8}{'found':>8}")
    for name, text in POLICIES.items():
        for action in ("iam:CreateAccessKey", "ec2:DescribeInstances"):
            asked = situation(text, action)
            row(f"suggestions, {name}, {action}", lambda one=asked: suggest(one))
    for name, text in POLICIES.items():
        row(f"findings, {name}", lambda one=text[:LENGTH_MAX]: validate(one))


def row(name: str, compute: Callable[[], tuple[object, ...]]) -> None:
    print(f"{name:<64}{median_ms(compute):>8.2f}{len(compute()):>8}")


if __name__ == "__main__":
    main()
