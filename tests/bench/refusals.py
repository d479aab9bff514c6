"""A refused read of the API beside the same read allowed (`make bench`).

Two users read the same, over kept connections, in turns of one run: one's policy allows everything,
the other's denies what is read. A refusal looks nothing up and writes an event and a record of why.
"""

import statistics
import tempfile
from pathlib import Path

from tests.bench.api import Contender, client_of, ours, read_again, signed
from tests.bench.load import Load, run

SECONDS, ROUNDS, CONNECTIONS = 1.0, 7, (1, 8)
READS = ("GetUser", "ListAccessKeys")
ALLOWED, REFUSED = "user0", "user1"
DENY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},'
    '{"Sid":"No","Effect":"Deny","Action":["iam:Get*","iam:List*"],"Resource":"*"}]}'
)


def measure(contender: Contender, what: str, user: str, connections: int) -> Load:
    key = contender.keys[user]
    raw = signed(contender.address, key, what, "iam", UserName=user)
    status = 200 if user == ALLOWED else 403
    following = [read_again(raw)] * connections
    return run(contender.address, following, SECONDS, contender.pid, status=status)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ours(Path(folder), "granian") as contender:
        iam = client_of(contender.address, contender.keys[ALLOWED])
        iam.put_user_policy(UserName=REFUSED, PolicyName="all", PolicyDocument=DENY)
        print(
            f"{'':<24}{'connections':>12}{'allowed ms':>12}{'refused ms':>12}{'x':>8}{'CPU x':>8}"
        )
        for what in READS:
            for connections in CONNECTIONS:
                compare(contender, what, connections)


def compare(contender: Contender, what: str, connections: int) -> None:
    """Some rounds in turns: medians of the medians, and of the ratios round by round."""
    rounds = [
        [measure(contender, what, user, connections) for user in (ALLOWED, REFUSED)]
        for _ in range(ROUNDS)
    ]
    allowed, refused = (statistics.median(each[i].median for each in rounds) for i in (0, 1))
    ratio, cpu = (
        statistics.median(getattr(no, part) / getattr(yes, part) for yes, no in rounds)
        for part in ("median", "cpu")
    )
    print(f"{what:<24}{connections:>12}{allowed:>12.2f}{refused:>12.2f}{ratio:>8.2f}{cpu:>8.2f}")


if __name__ == "__main__":
    main()
