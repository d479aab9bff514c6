"""What stands in a lab's texts for what is known in the learner's account alone."""

import re
from collections.abc import Callable, Mapping
from typing import Any

NAMED = re.compile(r"\$\{([a-z_]+)(?::([^{}]{0,80}))?\}")
Values = Mapping[str, Callable[[str], str | None]]


def filled(text: str, values: Values) -> str:
    """The text with its values; what has no value stays as it is.

    >>> filled("${account} ${aws:username} ${key_id:alice}", {"account": lambda _: "123"})
    '123 ${aws:username} ${key_id:alice}'
    """

    def value(found: re.Match[str]) -> str:
        look_up = values.get(found[1])
        known = look_up(found[2] or "") if look_up else None
        return found[0] if known is None else known

    return NAMED.sub(value, text) if "${" in text else text


def filled_in(data: Any, values: Values) -> Any:
    """The same for every text of a lab's data."""
    if isinstance(data, str):
        return filled(data, values)
    if isinstance(data, Mapping):
        return {filled(key, values): filled_in(value, values) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [filled_in(value, values) for value in data]
    return data


def listed(value: Any) -> list[Any]:
    """A list of one or more, where one alone may stand by itself.

    >>> listed("a"), listed(["a", "b"])
    (['a'], ['a', 'b'])
    """
    return list(value) if isinstance(value, list | tuple) else [value]
