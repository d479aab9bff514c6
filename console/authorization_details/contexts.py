"""A context of condition keys as a record keeps it: a limited length of storable characters."""

from typing import Any

from accounts.policy import Context
from accounts.values.texts import made_writable

VALUE_MAX = 2048  # characters of one value, such as a header, which a caller writes
CONTEXT_MAX = 16_384  # characters of keys and values


def stored(context: Context) -> dict[str, Any]:
    """The context as JSON; what is too long is cut, and left out where no room remains.

    >>> stored({"aws:username": "alice", "aws:tagkeys": ("a" + chr(0),)})["aws:username"]
    'alice'
    >>> len(stored({"aws:useragent": "x" * 60_000})["aws:useragent"])
    2048
    """
    kept: dict[str, Any] = {}
    room = CONTEXT_MAX
    for key, value in context.items():
        texts = [value] if isinstance(value, str) else list(value)
        texts = [made_writable(text[:VALUE_MAX]) for text in texts]
        room -= len(key) + sum(map(len, texts))
        if room < 0:
            break
        kept[made_writable(key)] = texts[0] if isinstance(value, str) else texts
    return kept


def restored(kept: dict[str, Any]) -> Context:
    """The context of the engine; several values of a key are a tuple.

    >>> restored(stored({"aws:tagkeys": ("a", "b")}))
    {'aws:tagkeys': ('a', 'b')}
    """
    return {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
