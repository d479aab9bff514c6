"""Files of hardware tokens for tests."""

import base64
import io
from collections.abc import Callable

from pskc import PSKC
from pskc.key import Key

SECRET = bytes(range(20))
SEED = base64.b32encode(SECRET).decode()
SERIALS = ("GAHT12345678", "GAKT87654321")
PRESHARED = bytes(range(16))
TOTP = "urn:ietf:params:xml:ns:keyprov:pskc:totp"


def pskc(
    lock: Callable[[PSKC], object] | None = None,
    change: Callable[[Key], object] | None = None,
    secret: bytes = SECRET,
) -> bytes:
    """A PSKC file of two TOTP tokens, made by the pskc package."""
    container = PSKC()
    for serial in SERIALS:
        key = container.add_key(
            serial=serial,
            algorithm=TOTP,
            response_length=6,
            response_encoding="DECIMAL",
            time_interval=30,
            secret=secret,
        )
        if change:
            change(key)
    if lock:
        lock(container)
    output = io.BytesIO()
    container.write(output)
    return output.getvalue()


def with_password(container: PSKC, iterations: int = 1000) -> None:
    container.encryption.setup_pbkdf2("open sesame", iterations=iterations)


def with_key(container: PSKC) -> None:
    container.encryption.setup_preshared_key(key=PRESHARED)
