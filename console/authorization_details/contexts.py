"""A context of condition keys as a record keeps it: a limited length of storable characters."""

from typing import Any

from accounts.policy import Context
from accounts.values.texts import made_writable

VALUE_MAX = 2048  # characters of one value, such as a header, which a caller writes
CONTEXT_MAX = 16_384  # characters of keys and values


def stored(context: Context) -> dict[str, Any]:
    """The context as JSON; what is too long is cut, and left out where no room remains.

    One that is stored whole is the same but for its tuples, which are lists.

    >>> stored({"aws:username": "alice", "aws:tagkeys": ("a" + chr(0),)})["aws:username"]
    'alice'
    >>> len(stored({"aws:useragent": "x" * 60_000})["aws:useragent"])
    2048
    """
    kept: dict[str, Any] = {}
    room = CONTEXT_MAX
    for name, value in context.items():
        key = name if name.isprintable() else made_writable(name)
        if isinstance(value, str):
            kept[key] = text = made_writable(value[:VALUE_MAX])
            room -= len(key) + len(text)
        else:
            kept[key] = texts = [made_writable(each[:VALUE_MAX]) for each in value]
            room -= len(key) + sum(map(len, texts))
        if room < 0:
            del kept[key]
            break
    return kept


def is_same(kept: Any, context: Context) -> bool:
    """Whether a context was stored whole.

    >>> whole = {"aws:username": "alice", "aws:tagkeys": ("a", "b")}
    >>> is_same(stored(whole), whole), is_same(stored({"k": "x" * 60_000}), {"k": "x" * 60_000})
    (True, False)
    """
    return kept == context or restored(kept) == context


def restored(kept: dict[str, Any]) -> Context:
    """The context of the engine; several values of a key are a tuple.

    >>> restored(stored({"aws:tagkeys": ("a", "b")}))
    {'aws:tagkeys': ('a', 'b')}
    """
    return {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
