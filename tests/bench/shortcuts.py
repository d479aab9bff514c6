"""What each shortcut of the code buys beside the plain way, in turns (`make bench`).

The engine's, the querysets that are compiled once, and SQLite's turns. A shortcut that wins less
than a tenth of what it serves goes: docs/performance.md has the figures.
"""

import json
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from accounts.editions import edition
from accounts.policy import AppliedPolicy, Request, document, evaluate, match, parse, resources
from tests.bench import policy
from tests.bench.api import LIFE, Contender, measure, ours, signed

ROUNDS, TURNS = 15, 9  # of what is measured in this process, and with servers
TEAM = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": ["arn:aws:s3:::notes", "arn:aws:s3:::training/*"],
            "Condition": {"StringEquals": {"aws:PrincipalTag/team": ["blue", "red"]}},
        },
    }
)
TEAMS = [
    Request("s3:GetObject", f"arn:aws:s3:::{name}", {"aws:principaltag/team": "red"})
    for name in ("notes", "training/1.txt", "other")
]
OWN = [Request(action, arn, policy.context(mfa)) for action, arn, mfa, _ in policy.CASES]
SELF_MANAGE = edition("2019-01-31-mfa-self-manage")


def plain_rule(statement: document.Statement) -> document.Applies:
    resource, conditions = statement.matches_resource, statement.conditions
    return lambda request: (
        resource(request) and all(condition.matches(request.context) for condition in conditions)
    )


def plain_resources(statement: document.Statement) -> document.Applies:
    negated = "NotResource" in statement.elements
    matchers = [resources.resource_matcher(text, variables=True) for text in statement._patterns()]
    return lambda request: negated is not any(matches(request) for matches in matchers)


def plain_text(found: tuple[match.Token, ...]) -> match.TextMatcher:
    glob = match.Glob(found)
    return lambda value, _: glob.matches(value)


ENGINE: dict[str, tuple[str, list[Request], Any, str, Any]] = {
    "a rule of one condition or none": (
        SELF_MANAGE, OWN, document.Statement, "rule", plain_rule,
    ),
    "one resource, or every one": (
        SELF_MANAGE, OWN, document.Statement, "_compile_resources", plain_resources,
    ),
    "the head of an ARN compared at once": (
        SELF_MANAGE, OWN, resources, "_has_literal_heads", lambda _: False,
    ),
    "a text and a variable": (
        SELF_MANAGE, OWN, match, "_prefix_and_variable",
        lambda prefix, variable: match._resolved((prefix, variable)),
    ),
    "a text, or one before *": (TEAM, TEAMS, match, "_fixed", plain_text),
}  # fmt: skip


def in_turns(works: list[Callable[[], object]], count: int) -> list[float]:
    """The median processor time of each, in microseconds."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for found, work in zip(times, works, strict=True):
            start = time.process_time_ns()
            for _ in range(count):
                work()
            found.append((time.process_time_ns() - start) / count / 1000)
    return [statistics.median(found) for found in times]


def engine() -> None:
    for name, (text, requests, place, part, plainly) in ENGINE.items():
        works = []
        for way in (getattr(place, part), plainly):
            with patch.object(place, part, way):
                policies = (AppliedPolicy("P", None, parse(text)),)
                answers = [evaluate(policies, request).allowed for request in requests]
            works.append(
                lambda policies=policies, requests=requests: [
                    evaluate(policies, request) for request in requests
                ]
            )
        assert True in answers
        assert False in answers
        fast, plain = in_turns(works, 1000)
        show(f"a decision: {name}", fast / len(requests), plain / len(requests))


def cold() -> None:
    """From the text of a document to its first decision."""
    request = OWN[0]

    def decide() -> bool:
        policies = (AppliedPolicy("P", None, parse(SELF_MANAGE)),)
        return evaluate(policies, request).allowed

    def plainly() -> None:
        with patch.object(document.Statement, "_names", plain_names):
            for _ in range(20):
                decide()

    fast, plain = in_turns([lambda: [decide() for _ in range(20)], plainly], 5)
    show("the first decision: one search over all names of actions", fast / 20, plain / 20)


def plain_names(statement: document.Statement, action: str) -> bool:
    return document._is_named(action, statement.actions)


def show(name: str, fast: float, plain: float) -> None:
    print(f"{name:<62}{fast:>9.2f} us{plain:>9.2f} us{plain / fast:>8.2f}")


@contextmanager
def by_the_orm() -> Iterator[None]:
    """Every query, and what is stored and deleted, as the ORM does it each time."""
    from accounts.database.prepared import Prepared
    from console.cloudtrail import events
    from credentials.operations import access_keys

    with ExitStack() as stack:

        def instead(place: Any, name: str, way: Any) -> None:
            stack.enter_context(patch.object(place, name, way))

        instead(Prepared, "__call__", lambda self, value: list(self._build(value)))
        instead(
            events, "insert",
            lambda model, rows: model.objects.bulk_create([model(**row) for row in rows]),
        )  # fmt: skip
        instead(access_keys, "store", lambda row: row.save(force_insert=True))
        instead(
            access_keys, "remove",
            lambda model, **values: model.objects.filter(**values).delete()[0],
        )  # fmt: skip
        yield


def prepared() -> None:
    """A call in this process, without a server."""
    from django.core.management import call_command

    from console.wsgi import application
    from tests.bench import fill

    call_command("migrate", verbosity=0)
    caller = Contender("http://localhost", 0, fill.main(["user0"]))

    def call(action: str, **sent: str) -> bytes:
        raw = signed(caller.address, caller.keys["user0"], action, "iam", **sent)
        statuses: list[str] = []
        answer = b"".join(
            application(environment_of(raw), lambda *given: statuses.append(given[0]))
        )
        assert statuses == ["200 OK"], answer
        return answer

    def life() -> None:
        made = re.search(rb"<AccessKeyId>(\w+)<", call("CreateAccessKey", UserName="user0"))
        assert made
        call("DeleteAccessKey", UserName="user0", AccessKeyId=made.group(1).decode())

    def plainly(work: Callable[[], object]) -> Callable[[], object]:
        def timed() -> None:
            with by_the_orm():
                for _ in range(10):
                    work()

        return timed

    for name, work in {
        "GetUser": lambda: call("GetUser", UserName="user0"),
        "ListAccessKeys": lambda: call("ListAccessKeys", UserName="user0"),
        LIFE: life,
    }.items():
        fast, plain = in_turns([lambda work=work: [work() for _ in range(10)], plainly(work)], 4)
        show(f"{name}: querysets compiled once", fast / 10, plain / 10)


def environment_of(raw: bytes) -> dict[str, Any]:
    """WSGI's environment of a raw request."""
    from console.serving import environments

    head, _, body = raw.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")[1:]
    scope = {
        "server": ("localhost", "80"), "client": ("127.0.0.1", "1"), "scheme": "http",
        "method": "POST", "http_version": "1.1", "raw_path": b"/", "query_string": b"",
        "headers": [(name.lower(), value) for name, value in (one.split(b": ") for one in lines)],
    }  # fmt: skip
    return environments.environment_of(scope) | {"wsgi.input": BytesIO(body)}


def turns(folder: Path) -> None:
    """Writes by two workers, with turns and with Django's own backend."""
    settings = "tests.bench.sqlite_without_turns.settings"
    with (
        ours(folder / "turns", "granian") as with_turns,
        ours(folder / "none", "granian", DJANGO_SETTINGS_MODULE=settings) as without,
    ):
        for connections in (8, 32):
            loads = [
                (measure(with_turns, LIFE, connections), measure(without, LIFE, connections))
                for _ in range(TURNS)
            ]
            name = f"{LIFE}, {connections} connections: writers take turns"
            for unit, higher in (("/s", True), ("ms", False)):
                pairs = [
                    (one.rate, other.rate) if higher else (one.slow, other.slow)
                    for one, other in loads
                ]
                ratios = [one / other if higher else other / one for one, other in pairs]
                fast, plain = (statistics.median(found) for found in zip(*pairs, strict=True))
                what = name if higher else f"{name}, 99 of 100 within"
                ratio = statistics.median(ratios)
                print(f"{what:<72}{fast:>8.0f} {unit}{plain:>8.0f} {unit}{ratio:>8.2f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "console.settings"
        print(f"{'processor time':<62}{'as it is':>12}{'plain way':>12}{'x':>8}")
        engine()
        cold()
        prepared()
        turns(Path(folder))


if __name__ == "__main__":
    main()
