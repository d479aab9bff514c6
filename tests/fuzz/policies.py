"""Any document is validated: findings with places in the text, or too long; nothing else."""

import atheris

with atheris.instrument_imports(include=["accounts.validation", "accounts.policy"]):
    from accounts.validation import LENGTH_MAX, validate

from accounts.editions import EDITIONS, edition
from tests.fuzz import harness


def target(data: bytes) -> None:
    text = data.decode(errors="surrogateescape")[:LENGTH_MAX]
    for finding in validate(text):
        finding.details.encode()
        for location in finding.locations:
            assert 0 <= location.start.offset <= location.end.offset <= len(text)


if __name__ == "__main__":
    harness.run(target, [edition(one.name).encode() for one in EDITIONS])
