"""The state of seats as text: JSON, compressed and sealed, a line for each seat."""

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Any

from accounts.errors import LimitExceeded
from credentials import sealing

SIZE_MAX = 64 * 1024 * 1024  # characters before compression: sixty seats with 500 events each
TOO_LARGE = (
    "The class is too large to be saved: its accounts have more than "
    f"{SIZE_MAX // 1024 // 1024} million characters, most of them events."
)


def packed(states: Iterable[dict[str, Any]]) -> str:
    """The text that is kept of these states; LimitExceeded for too many characters.

    One seat after the other is compressed, so that they are never all in memory.
    """
    compressor, parts, size = zlib.compressobj(), [], 0
    for state in states:
        line = json.dumps(state, default=str)
        size += len(line)
        if size > SIZE_MAX:
            raise LimitExceeded(TOO_LARGE)
        parts.append(compressor.compress(f"{line}\n".encode()))
    parts.append(compressor.flush())
    return sealing.seal(b64encode(b"".join(parts)).decode())


def unpacked(text: str) -> Iterator[dict[str, Any]]:
    """The states again, in their order."""
    content = zlib.decompress(b64decode(sealing.unseal(text)))
    for line in content.splitlines():
        yield json.loads(line)
