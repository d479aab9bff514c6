"""`python decisions.py warm|cold`: microseconds of one decision of the engine on the path.

Run in the folder of whichever commit is measured, so it imports nothing but the engine.
"""

import sys
import time

from accounts.editions import edition
from accounts.policy import AppliedPolicy, Request, evaluate, parse

TEXT = edition("2019-01-31-mfa-self-manage")
CONTEXT = {"aws:username": "alice", "aws:multifactorauthpresent": "true"}
USERS = "arn:aws:iam::123456789012:user"
REQUESTS = [
    Request("iam:CreateAccessKey", f"{USERS}/alice", CONTEXT),
    Request("iam:CreateAccessKey", f"{USERS}/bob", CONTEXT),
    Request("iam:GetUser", f"{USERS}/alice", {"aws:username": "alice"}),
    Request("s3:ListAllMyBuckets", "*", CONTEXT),
]


def microseconds(what: str) -> float:
    """The processor time of a decision, by a document that is compiled or (cold) is text."""
    kept = (AppliedPolicy("P", None, parse(TEXT)),)
    rounds = 20_000 if what == "warm" else 500
    start = time.process_time_ns()
    for _ in range(rounds):
        policies = kept if what == "warm" else (AppliedPolicy("P", None, parse(TEXT)),)
        for request in REQUESTS:
            evaluate(policies, request)
    return (time.process_time_ns() - start) / rounds / len(REQUESTS) / 1000


if __name__ == "__main__":
    print(microseconds(sys.argv[1]))
