"""Wildcards and policy variables, without regular expressions.

A pattern is cut into chunks at its `*`. A chunk without `?` is found by `str.find`, one with `?` by
a bit-parallel scan, each from where the last one ended: the time grows with the text, whatever the
pattern. Source: AWS IAM user guide, "IAM policy elements: Variables and tags".
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

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


def _bits(places: list[int], length: int) -> int:
    """A number with these bits set, made at once: one by one the time grows with the square.

    >>> bin(_bits([0, 3], 4))
    '0b1001'
    """
    row = bytearray(length // 8 + 1)
    for place in places:
        row[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(row, "little")


class Chunk:
    """A stretch of a pattern between two `*` that contains `?`."""

    __slots__ = ("_holes", "_masks", "length")

    def __init__(self, found: list[Token]) -> None:
        units: list[str | None] = []
        for token in found:
            units.extend(token if isinstance(token, str) else [None])
        self.length = len(units)
        places: dict[str | None, list[int]] = {None: []}
        for place, unit in enumerate(units):
            places.setdefault(unit, []).append(place)
        self._holes = _bits(places.pop(None), self.length)
        self._masks = {
            unit: _bits(found, self.length) | self._holes for unit, found in places.items()
        }

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
    return _resolved(found)


def _resolved(found: tuple[Token, ...]) -> TextMatcher:
    def matches(value: str, context: Context) -> bool:
        resolved = resolve(found, context)
        return resolved is not None and Glob(resolved).matches(value)

    return matches


def _fixed(found: tuple[Token, ...]) -> TextMatcher:
    if len(found) == 1 and isinstance(found[0], str):
        literal = found[0]
        return lambda value, _: value == literal
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
