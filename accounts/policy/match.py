"""Wildcards, ARNs and policy variables, without regular expressions.

A pattern is cut into chunks at its `*`. A chunk without `?` is found by `str.find`, one with `?` by
a bit-parallel scan, each from where the last one ended: the time grows with the text, whatever the
pattern. Source: AWS IAM user guide, "IAM JSON policy elements: Resource" and "variables and tags".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

ContextValue = str | tuple[str, ...]
Context = Mapping[str, ContextValue]
TextMatcher = Callable[[str, Context], bool]

ESCAPES: Final = ("*", "?", "$")


@dataclass(frozen=True, slots=True)
class Variable:
    """`${key}` or `${key, 'default'}`; the key is lower-case."""

    key: str
    default: str | None = None


class _Wildcard:
    """A wildcard token, equal to itself only."""

    __slots__ = ("sign",)

    def __init__(self, sign: str) -> None:
        self.sign = sign


ANY: Final = _Wildcard("*")
ONE: Final = _Wildcard("?")
Token = str | Variable | _Wildcard


def tokens(text: str, *, variables: bool, wildcards: bool = True) -> tuple[Token, ...]:
    """Cut a pattern into literals, wildcards and variables.

    >>> tokens("user/${aws:username}", variables=True)
    ('user/', Variable(key='aws:username', default=None))
    >>> tokens("a${*}", variables=True), tokens("${a", variables=True)
    (('a*',), ('${a',))
    """
    if not any(sign in text for sign in "*?$"):
        return (text,) if text else ()
    found: list[Token] = []
    position, last_brace = 0, text.rfind("}") if variables else -1
    if "*" not in text and "?" not in text and (first := text.find("$")) > 0:
        found.append(text[:first])
        position = first
    while position < len(text):
        if position < last_brace and text.startswith("${", position):
            end = text.index("}", position)
            found.append(_variable(text[position + 2 : end]))
            position = end + 1
            continue
        character = text[position]
        position += 1
        if wildcards and character in "*?":
            found.append(ANY if character == "*" else ONE)
        else:
            found.append(character)
    return tuple(_joined(found))


def _variable(inside: str) -> Token:
    if inside in ESCAPES:
        return inside
    key, comma, default = inside.partition(",")
    default = default.strip()
    quoted = comma and len(default) >= 2 and default[0] == default[-1] == "'"
    return Variable(key.strip().lower(), default[1:-1] if quoted else None)


def _joined(found: Iterable[Token]) -> list[Token]:
    """Neighbouring literals as one."""
    joined: list[Token] = []
    run: list[str] = []
    for token in found:
        if isinstance(token, str):
            run.append(token)
            continue
        if run:
            joined.append("".join(run))
            run = []
        joined.append(token)
    if run:
        joined.append("".join(run))
    return joined


def resolve(found: tuple[Token, ...], context: Context) -> tuple[Token, ...] | None:
    """The tokens with their variables' values as literals; None if one has no single value."""
    resolved: list[Token] = []
    for token in found:
        if isinstance(token, Variable):
            value = context.get(token.key, token.default)
            if not isinstance(value, str):
                return None
            resolved.append(value)
        else:
            resolved.append(token)
    return tuple(_joined(resolved))


def shown(found: tuple[Token, ...]) -> str:
    """Resolved tokens as text, for a trace."""
    return "".join(token.sign if isinstance(token, _Wildcard) else str(token) for token in found)


class Chunk:
    """A stretch of a pattern between two `*` that contains `?`."""

    __slots__ = ("_holes", "_masks", "length")

    def __init__(self, found: list[Token]) -> None:
        units: list[str | None] = []
        for token in found:
            units.extend(token if isinstance(token, str) else [None])
        self.length = len(units)
        self._holes = sum(1 << place for place, unit in enumerate(units) if unit is None)
        self._masks: dict[str, int] = {}
        for place, unit in enumerate(units):
            if unit is not None:
                self._masks[unit] = self._masks.get(unit, self._holes) | 1 << place

    def find(self, text: str, start: int, end: int) -> int:
        """The first place in text[start:end] where the chunk fits, or -1 (shift-and)."""
        state, last = 0, 1 << self.length - 1
        for place in range(start, end):
            state = (state << 1 | 1) & self._masks.get(text[place], self._holes)
            if state & last:
                return place - self.length + 1
        return -1


class Glob:
    """A compiled sequence of literals and wildcards."""

    __slots__ = ("_chunks", "_least", "_lengths")

    def __init__(self, found: tuple[Token, ...]) -> None:
        groups: list[list[Token]] = [[]]
        for token in found:
            if token is ANY:
                groups.append([])
            else:
                groups[-1].append(_units(token) if isinstance(token, str) else token)
        self._chunks = [
            Chunk(group) if ONE in group else "".join(map(str, group)) for group in groups
        ]
        self._lengths = [c.length if isinstance(c, Chunk) else len(c) for c in self._chunks]
        self._least = sum(self._lengths)

    def matches(self, text: str) -> bool:
        """Whether the whole text fits."""
        text = _units(text)
        size, chunks, lengths = len(text), self._chunks, self._lengths
        if size < self._least or (len(chunks) == 1 and size != self._least):
            return False
        if not _fits(chunks[0], lengths[0], text, 0):
            return False
        if len(chunks) == 1:
            return True
        start, end = lengths[0], size - lengths[-1]
        if not _fits(chunks[-1], lengths[-1], text, end):
            return False
        for chunk, length in zip(chunks[1:-1], lengths[1:-1], strict=True):
            start = _find(chunk, text, start, end)
            if start < 0:
                return False
            start += length
        return True


def _fits(chunk: str | Chunk, length: int, text: str, place: int) -> bool:
    if isinstance(chunk, str):
        return text.startswith(chunk, place)
    return chunk.find(text, place, place + length) == place


def _find(chunk: str | Chunk, text: str, start: int, end: int) -> int:
    if isinstance(chunk, str):
        return text.find(chunk, start, end)
    return chunk.find(text, start, end)


def _units(text: str) -> str:
    """The text as UTF-16 units: an astral character is two, as `?` counts them."""
    if text.isascii() or max(text) <= "\uffff":
        return text
    data = text.encode("utf-16-be", "surrogatepass")
    return "".join(chr(data[i] << 8 | data[i + 1]) for i in range(0, len(data), 2))


def text_matcher(text: str, *, variables: bool, wildcards: bool = True) -> TextMatcher:
    """A pattern as a function of (text, context)."""
    found = tokens(text, variables=variables, wildcards=wildcards)
    if not any(isinstance(token, Variable) for token in found):
        return _fixed(found)
    if len(found) == 2 and isinstance(found[0], str) and isinstance(found[1], Variable):
        return _prefix_and_variable(found[0], found[1])

    def matches(value: str, context: Context) -> bool:
        resolved = resolve(found, context)
        return resolved is not None and Glob(resolved).matches(value)

    return matches


def _fixed(found: tuple[Token, ...]) -> TextMatcher:
    if found == ():
        return lambda value, _: value == ""
    if len(found) == 1 and isinstance(found[0], str):
        literal = found[0]
        return lambda value, _: value == literal
    if found == (ANY,):
        return lambda _value, _: True
    if len(found) == 2 and isinstance(found[0], str) and found[1] is ANY:
        prefix = found[0]
        return lambda value, _: value.startswith(prefix)
    glob = Glob(found)
    return lambda value, _: glob.matches(value)


def _prefix_and_variable(prefix: str, variable: Variable) -> TextMatcher:
    key, default = variable.key, variable.default

    def matches(value: str, context: Context) -> bool:
        name = context.get(key, default)
        return isinstance(name, str) and value == prefix + name

    return matches


def split_arn(text: str) -> list[str] | None:
    """The six parts of an ARN, the last one whole; None for anything else.

    >>> split_arn("arn:aws:iam::123456789012:mfa/a:b")
    ['arn', 'aws', 'iam', '', '123456789012', 'mfa/a:b']
    """
    parts = text.split(":", 5)
    return parts if len(parts) == 6 and parts[0] == "arn" else None


def split_pattern(text: str) -> list[str]:
    """The six parts of an ARN pattern; what is missing at the end is `*`.

    A colon inside a `${...}` does not part.
    """
    parts, position, last_brace = [""], 0, text.rfind("}")
    while position < len(text) and len(parts) < 6:
        end = position + 1
        if position < last_brace and text.startswith("${", position):
            end = text.index("}", position) + 1
        if text[position:end] == ":":
            parts.append("")
        else:
            parts[-1] += text[position:end]
        position = end
    if position < len(text):
        parts[-1] += text[position:]
    return parts + ["*"] * (6 - len(parts))


def arn_matcher(text: str, *, variables: bool) -> Callable[[list[str], Context], bool]:
    """An ARN pattern as a function of (the six parts, context), each part matched by itself."""
    parts = [
        (place, text_matcher(part, variables=variables))
        for place, part in enumerate(split_pattern(text))
        if part != "*"
    ]
    return lambda arn, context: all(matches(arn[place], context) for place, matches in parts)


class HasResource(Protocol):
    """A request: its resource, the resource's six parts (None for no ARN) and its context."""

    @property
    def resource(self) -> str: ...
    @property
    def arn(self) -> list[str] | None: ...
    @property
    def context(self) -> Context: ...


def resource_matcher(text: str, *, variables: bool) -> Callable[[HasResource], bool]:
    """A Resource value as a function of the request.

    Variables count after the fifth colon only. `*` alone matches everything, "*" included.
    """
    if text == "*":
        return lambda _request: True
    parts = text.split(":", 5)
    parts += ["*"] * (6 - len(parts))
    literal = not any(sign in part for part in parts[:4] for sign in "*?")
    found = tokens(parts[5], variables=variables)
    if literal and parts[4] == "*" and len(found) == 2:
        start, variable = found
        if isinstance(start, str) and isinstance(variable, Variable):
            return _own_resource(":".join(parts[:4]) + ":", start, variable)
    tail = text_matcher(parts[5], variables=variables)
    if literal and parts[4] in ("*", ""):
        return _literal_heads(":".join(parts[:4]) + ":", parts[4] == "*", tail)
    heads = [Glob(tokens(part, variables=False)) for part in parts[:5]]

    def matches(request: HasResource) -> bool:
        arn = request.arn
        return (
            arn is not None
            and all(head.matches(part) for head, part in zip(heads, arn[:5], strict=True))
            and tail(arn[5], request.context)
        )

    return matches


def _own_resource(prefix: str, start: str, variable: Variable) -> Callable[[HasResource], bool]:
    """`arn:aws:iam::*:user/${aws:username}` and its like, in one step."""
    key, default = variable.key, variable.default

    def matches(request: HasResource) -> bool:
        arn, name = request.arn, request.context.get(key, default)
        return (
            arn is not None
            and isinstance(name, str)
            and arn[5] == start + name
            and request.resource.startswith(prefix)
        )

    return matches


def _literal_heads(
    prefix: str, any_account: bool, tail: TextMatcher
) -> Callable[[HasResource], bool]:
    def matches(request: HasResource) -> bool:
        arn = request.arn
        return (
            arn is not None
            and request.resource.startswith(prefix)
            and (any_account or arn[4] == "")
            and tail(arn[5], request.context)
        )

    return matches
