"""Decisions per second, warm and cold, beside pycasbin and vakt in the same run (`make bench`)."""

import json
import statistics
import time
from collections.abc import Callable

from accounts.editions import edition
from accounts.policy import AppliedPolicy, Request, evaluate, parse
from accounts.policy.match import Glob, tokens

TEXT = edition("2019-01-31-mfa-self-manage")
ARN = "arn:aws:iam::123456789012"
OWN, OTHER = f"{ARN}:user/alice", f"{ARN}:user/bob"
CASES = [
    ("iam:CreateAccessKey", OWN, "true", True),
    ("iam:CreateAccessKey", OWN, "false", False),
    ("iam:CreateAccessKey", OTHER, "true", False),
    ("iam:ListAccessKeys", OWN, "true", True),
    ("iam:GetUser", OWN, "false", True),
    ("iam:GetUser", OTHER, "false", False),
    ("iam:CreateVirtualMFADevice", f"{ARN}:mfa/alice", "false", True),
    ("iam:CreateVirtualMFADevice", f"{ARN}:mfa/bob", "true", False),
    ("iam:ListVirtualMFADevices", "*", "false", True),
    ("iam:GetAccountSummary", "*", "false", False),
    ("iam:GetAccountSummary", "*", "true", True),
    ("s3:ListAllMyBuckets", "*", "true", False),
]
Contender = tuple[str, Callable[[], list[bool]], Callable[[], bool]]


def context(mfa: str) -> dict[str, str | tuple[str, ...]]:
    return {"aws:username": "alice", "aws:multifactorauthpresent": mfa}


def big() -> str:
    """The document's policy and a hundred statements about other things."""
    document = json.loads(TEXT)
    document["Statement"] += [
        {
            "Effect": "Allow",
            "Action": [f"svc{n}:Get*", f"svc{n}:List*"],
            "Resource": f"arn:aws:svc{n}:*:*:thing/${{aws:username}}/*",
        }
        for n in range(100)
    ]
    return json.dumps(document)


def ours(name: str, text: str) -> Contender:
    policies = (AppliedPolicy("P", None, parse(text)),)
    requests = [Request(action, arn, context(mfa)) for action, arn, mfa, _ in CASES]

    def cold() -> bool:
        fresh = (AppliedPolicy("P", None, parse(text)),)
        return evaluate(fresh, Request(CASES[0][0], CASES[0][1], context("true"))).allowed

    return name, lambda: [evaluate(policies, request).allowed for request in requests], cold


def casbin() -> Contender:
    """The document's policy said in pycasbin's own model, with a matcher function a statement."""
    import casbin as library

    statements = json.loads(TEXT)["Statement"]
    model = (
        "[request_definition]\nr = act, obj, user, mfa\n[policy_definition]\np = i, eft\n"
        "[policy_effect]\ne = some(where (p.eft == allow)) && !some(where (p.eft == deny))\n"
        "[matchers]\nm = applies(p.i, r.act, r.obj, r.user, r.mfa)\n"
    )

    def applies(index: str, action: str, resource: str, user: str, mfa: str) -> bool:
        statement = statements[int(index)]
        if statement["Effect"] == "Deny":
            return action not in statement["NotAction"] and mfa != "true"
        actions = statement["Action"]
        if action not in actions:
            return False
        wanted = statement["Resource"].replace("${aws:username}", user)
        head, _, tail = wanted.partition("*:")
        return wanted == "*" or (resource.startswith(head) and resource.endswith(":" + tail))

    def build() -> object:
        loaded = library.Model()
        loaded.load_model_from_text(model)
        enforcer = library.Enforcer(loaded)
        enforcer.add_function("applies", applies)
        for index, statement in enumerate(statements):
            enforcer.add_policy(str(index), statement["Effect"].lower())
        return enforcer

    kept = build()

    def ask(enforcer: object, case: tuple) -> bool:
        return bool(enforcer.enforce(case[0], case[1], "alice", case[2]))  # type: ignore[attr-defined]

    return "pycasbin", lambda: [ask(kept, case) for case in CASES], lambda: ask(build(), CASES[0])


def vakt() -> Contender:
    """The document's policy said in vakt's rules."""
    import vakt as library
    from vakt.rules import Eq, In, NotEq, NotIn, RegexMatch

    statements = json.loads(TEXT)["Statement"]

    def build() -> object:
        storage = library.MemoryStorage()
        for index, one in enumerate(statements):
            deny = one["Effect"] == "Deny"
            actions = one["NotAction"] if deny else one["Action"]
            wanted = one["Resource"].replace("${aws:username}", "alice")
            pattern = "^" + wanted.replace("*", ".*") + "$"
            storage.add(
                library.Policy(
                    index,
                    actions=[NotIn(*actions) if deny else In(*actions)],
                    resources=[RegexMatch(pattern)],
                    subjects=[Eq("alice")],
                    effect=library.DENY_ACCESS if deny else library.ALLOW_ACCESS,
                    context={"mfa": NotEq("true")} if deny else {},
                )
            )
        return library.Guard(storage, library.RulesChecker())

    kept = build()

    def ask(guard: object, case: tuple) -> bool:
        inquiry = library.Inquiry(
            action=case[0], resource=case[1], subject="alice", context={"mfa": case[2]}
        )
        return bool(guard.is_allowed(inquiry))  # type: ignore[attr-defined]

    return "vakt", lambda: [ask(kept, case) for case in CASES], lambda: ask(build(), CASES[0])


def contenders() -> list[Contender]:
    found = [ours("this engine", TEXT), ours("this engine, 109 statements", big())]
    for make in (casbin, vakt):
        try:
            found.append(make())
        except ImportError as error:
            print(f"{make.__name__} is left out: {error}")
    return found


def microseconds(work: Callable[[], object], seconds: float) -> float:
    """One call's time: as many calls as fit into the time."""
    count, start = 0, time.perf_counter()
    while (spent := time.perf_counter() - start) < seconds:
        for _ in range(20):
            work()
        count += 20
    return spent / count * 1e6


def main(rounds: int = 7) -> None:
    expected = [case[3] for case in CASES]
    taking_part = contenders()
    for name, warm, _ in taking_part:
        assert warm() == expected, f"{name} decides wrongly: {warm()}"
    times: dict[str, tuple[list[float], list[float]]] = {c[0]: ([], []) for c in taking_part}
    for _ in range(rounds):
        for name, warm, cold in taking_part:
            times[name][0].append(microseconds(warm, 0.1) / len(CASES))
            times[name][1].append(microseconds(cold, 0.1))
    base = statistics.median(times["this engine"][0])
    print(f"{'evaluator':<30}{'warm us':>9}{'decisions/s':>13}{'x':>7}{'cold us':>10}")
    for name, (warm_times, cold_times) in times.items():
        warm_us, cold_us = statistics.median(warm_times), statistics.median(cold_times)
        print(
            f"{name:<30}{warm_us:>9.2f}{1e6 / warm_us:>13,.0f}"
            f"{warm_us / base:>7.1f}{cold_us:>10.1f}"
        )
    hostile = Glob(tokens("*" + "a?" * 3000 + "b", variables=False))
    worst = Glob(tokens("*" + "a?" * 900 + "b", variables=False))
    for name, glob in (("6 KB", hostile), ("1.8 KB", worst)):
        spent = microseconds(lambda glob=glob: glob.matches("a" * 2048), 0.3)
        print(f"hostile pattern of {name} on 2 KB of text: {spent / 1000:.3f} ms")


if __name__ == "__main__":
    main()
