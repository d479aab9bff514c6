"""The time-based one-time password mechanism, without rows.

SHA-1, six digits, 30 s, T0 = 0. Codes are compared by their counters (30 s steps since the epoch).
The windows were recorded from AWS: single codes within two steps of the device's own clock, pairs
within about eight hours and twenty minutes of it.
"""

import base64
import hmac
import itertools
import re
import secrets
from datetime import datetime

import pyotp
from django_otp.oath import hotp

STEP = 30
SINGLE_WINDOW = 2
CODE = re.compile(r"[0-9]{6}")
PAIR_WINDOW = range(-998, 1001)
SEED_BYTES = 40
ISSUER = "Amazon Web Services"


def new_seed() -> str:
    """A new seed: 64 base32 characters (40 bytes)."""
    return base64.b32encode(secrets.token_bytes(SEED_BYTES)).decode()


def uri(seed: str, *, device_name: str, account_name: str) -> str:
    """The otpauth URI that a phone scans, as decoded from a real AWS QR code.

    `account_name` is the account's alias if it has one, else its 12-digit id.

    >>> uri("JBSWY3DP" * 4, device_name="alice", account_name="training")[:61]
    'otpauth://totp/Amazon%20Web%20Services:alice@training?secret='
    """
    name = f"{device_name}@{account_name}"
    full = pyotp.TOTP(seed).provisioning_uri(name=name, issuer_name=ISSUER)
    label, _, query = full.partition("?")
    return f"{label.replace('%40', '@')}?{query}"


def counter_at(now: datetime) -> int:
    """The number of 30-second steps since the epoch."""
    return int(now.timestamp()) // STEP


def seconds_left(now: datetime) -> int:
    """For how many seconds more a code is shown: 1 to 30."""
    return STEP - int(now.timestamp()) % STEP


def code_at(seed: str, counter: int) -> str:
    """The six digits of a counter.

    >>> code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1)
    '287082'
    """
    return pyotp.TOTP(seed).generate_otp(counter)


def codes_between(seed: str, first: int, last: int) -> list[str]:
    """The six digits of each counter from the first to the last: 2 microseconds each.

    >>> codes_between("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1, 2)
    ['287082', '359152']
    """
    key = base64.b32decode(seed)
    return [f"{hotp(key, counter):06}" for counter in range(first, last + 1)]


def find_code(seed: str, code: str, *, around: int, used: list[int]) -> int | None:
    """The counter of an unused code within two steps of `around`, or None.

    Every counter of the window is compared, in constant time, whichever matches.
    """
    found = None
    for counter in range(around - SINGLE_WINDOW, around + SINGLE_WINDOW + 1):
        same = hmac.compare_digest(code_at(seed, counter).encode(), code.encode())
        if same and counter not in used and found is None:
            found = counter
    return found


def find_pair(seed: str, code1: str, code2: str, *, around: int, after: int) -> int | None:
    """The counter of the second of two consecutive codes, or None.

    The second counter lies within the pair window of `around`; both lie after the counter `after`
    of the last accepted pair. Of several matches the one nearest to `around` is taken.
    """
    if not (CODE.fullmatch(code1) and CODE.fullmatch(code2)):
        return None
    key = base64.b32decode(seed)
    first = around + PAIR_WINDOW.start - 1
    codes = [hotp(key, counter) for counter in range(first, around + PAIR_WINDOW.stop)]
    wanted = (int(code1), int(code2))
    matches = [
        first + index + 1
        for index, pair in enumerate(itertools.pairwise(codes))
        if pair == wanted and first + index > after
    ]
    return min(matches, key=lambda counter: abs(counter - around), default=None)
