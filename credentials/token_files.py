"""Files of hardware tokens: CSV (serial number, seed), or PSKC (RFC 6030). No rows."""

import base64
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from defusedxml.ElementTree import iterparse
from pskc import PSKC
from pskc.exceptions import PSKCError
from pskc.key import Key

FILE_MAX = 1024 * 1024
SERIAL_NUMBER = re.compile(r"[A-Za-z0-9_+=/:,.@-]{9,256}")  # AWS's model; it may be an ARN
SERIAL_NUMBER_RULE = "9 to 256 letters, digits and characters of _+=/:,.@-"
HEX_SEED = re.compile(r"(?:[0-9a-fA-F]{2}){16,64}")
SEED_BYTES = range(16, 65)
ITERATIONS_MAX = 1_000_000
KEY_BYTES_MAX = 64
DEPTH_MAX = 32
VALUE_MAX = 8_192
TOTP_PROFILE = "totp"
UNREADABLE = (ValueError, TypeError, LookupError, ArithmeticError, AttributeError, SyntaxError)


class NotATokenFile(ValueError):
    """The file cannot be read; its text says where and why, without a seed."""


@dataclass(frozen=True, slots=True)
class Token:
    """A hardware token: the serial number printed on it and its seed in base32."""

    serial_number: str
    seed: str


def read(data: bytes, *, password: str = "", key: bytes = b"") -> list[Token]:
    """The tokens of a CSV or PSKC file of at most 1 MiB.

    An encrypted PSKC file needs its password or its pre-shared key. Only six-digit, 30-second,
    SHA-1 TOTP tokens are taken, for AWS knows no others.
    """
    if len(data) > FILE_MAX:
        raise NotATokenFile("The file is larger than 1 MiB.")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        tokens = list(_pskc(data, password, key))
    else:
        tokens = list(_csv(data))
    if not tokens:
        raise NotATokenFile("The file holds no token.")
    return tokens


def _csv(data: bytes) -> Iterator[Token]:
    try:
        text = data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NotATokenFile("The file is neither CSV in UTF-8 nor PSKC.") from error
    for number, row in enumerate(rows, start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or (number == 1 and "serial" in cells[0].lower()):
            continue
        if len(cells) != 2:
            raise NotATokenFile(f"Line {number}: a serial number and a seed are expected.")
        yield _token(f"Line {number}", cells[0], _seed_bytes(f"Line {number}", cells[1]))


def _delimiter(text: str) -> str:
    """What the first filled line is divided by: a comma, a semicolon or a tab."""
    line = text.lstrip()[:1024].partition("\n")[0]
    return next((mark for mark in ",;\t" if mark in line), ",")


def _seed_bytes(where: str, text: str) -> bytes:
    """A seed in hexadecimal or in base32; blanks between groups do not count.

    What could be both is hexadecimal: of 32 random hexadecimal digits one in ten thousand could be
    base32, of as many base32 characters hardly any could be hexadecimal.
    """
    text = text.replace(" ", "")
    if HEX_SEED.fullmatch(text):
        return bytes.fromhex(text)
    bare = text.rstrip("=")
    try:
        return base64.b32decode(bare + "=" * (-len(bare) % 8), casefold=True)
    except ValueError as error:
        raise NotATokenFile(f"{where}: the seed is neither hexadecimal nor base32.") from error


def _pskc(data: bytes, password: str, key: bytes) -> Iterator[Token]:
    try:
        _check_shape(data)
        container = PSKC(io.BytesIO(data))
        if password:
            _derive_key(container, password)
        elif key:
            container.encryption.key = key
        for number, found in enumerate(container.keys, start=1):
            yield _pskc_token(f"Token {number}", found)
    except NotATokenFile:
        raise
    except PSKCError as error:
        raise NotATokenFile(
            f"The PSKC file cannot be read ({type(error).__name__}): it is malformed, or its "
            "password or key is missing or wrong."
        ) from error
    except UNREADABLE as error:
        raise NotATokenFile("The PSKC file is malformed.") from error


def _check_shape(data: bytes) -> None:
    """Refuse what would cost the parser without bound: a DTD, deep nesting, values of megabytes."""
    depth = 0
    for event, element in iterparse(io.BytesIO(data), ("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        if depth > DEPTH_MAX or (event == "end" and len(element.text or "") > VALUE_MAX):
            raise NotATokenFile("The PSKC file is nested too deeply or holds too long a value.")


def _derive_key(container: PSKC, password: str) -> None:
    derivation = container.encryption.derivation
    iterations, length = derivation.pbkdf2_iterations or 0, derivation.pbkdf2_key_length or 0
    if not (0 < iterations <= ITERATIONS_MAX and 0 < length <= KEY_BYTES_MAX):
        raise NotATokenFile("The file's key derivation is missing or out of bounds.")
    container.encryption.derive_key(password)


def _pskc_token(where: str, found: Key) -> Token:
    if not (found.algorithm or "").lower().endswith(TOTP_PROFILE):
        raise NotATokenFile(f"{where}: it is not a TOTP token.")
    suite = (found.algorithm_suite or "sha1").lower().replace("-", "")
    shape = (found.response_length or 6, found.time_interval or 30)
    if shape != (6, 30) or not suite.endswith("sha1"):
        raise NotATokenFile(f"{where}: only six digits, 30 seconds and SHA-1 are known.")
    return _token(where, found.serial or found.id or "", found.secret or b"")


def _token(where: str, serial_number: str, seed: bytes) -> Token:
    if not SERIAL_NUMBER.fullmatch(serial_number):
        raise NotATokenFile(f"{where}: a serial number has {SERIAL_NUMBER_RULE}")
    if len(seed) not in SEED_BYTES:
        raise NotATokenFile(f"{where}: a seed has 16 to 64 bytes.")
    return Token(serial_number, base64.b32encode(seed).decode())
