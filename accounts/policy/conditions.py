"""Condition operators: a table, name -> how policy values test one value of the request.

Source: AWS IAM user guide, "IAM JSON policy elements: Condition operators", and recorded answers.
A test says True or False, or None for a value that it cannot judge, which matches neither the
operator nor its negation.
"""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.policy.literals import address, arn, binary, date, number, usable_network
from accounts.policy.match import (
    Context,
    ContextValue,
    resolve,
    shown,
    text_matcher,
    tokens,
)
from accounts.policy.resources import arn_matcher, split_arn

Test = Callable[[str, Context], bool | None]
Make = Callable[[Sequence[str], bool], Test]
PREFIXES = ("ForAllValues:", "ForAnyValue:")


@dataclass(frozen=True, slots=True)
class Operator:
    """How to make a test of policy values, whether it is negated, whether variables expand."""

    make: Make
    negated: bool = False
    variables: bool = False
    literal: Callable[[str], object | None] | None = None


def _strings(wildcards: bool, fold: bool = False) -> Make:
    def make(values: Sequence[str], variables: bool) -> Test:
        folded = [value.lower() for value in values] if fold else values
        if not variables and not wildcards:
            known = frozenset(folded)
            return lambda value, _: (value.lower() if fold else value) in known
        matchers = [
            text_matcher(value, variables=variables, wildcards=wildcards) for value in folded
        ]

        def test(value: str, context: Context) -> bool:
            if fold:
                value = value.lower()
                context = {
                    key: held.lower() if isinstance(held, str) else held
                    for key, held in context.items()
                }
            return any(matches(value, context) for matches in matchers)

        return test

    return make


def _compared(read: Callable[[str], Any], compare: Callable[[Any, Any], bool]) -> Make:
    def make(values: Sequence[str], _variables: bool) -> Test:
        wanted = [read(value) for value in values]

        def test(value: str, _context: Context) -> bool:
            given = read(value)
            return given is not None and any(
                one is not None and compare(given, one) for one in wanted
            )

        return test

    return make


def _bool(values: Sequence[str], _variables: bool) -> Test:
    wanted = frozenset(value.lower() == "true" for value in values)
    return lambda value, _: (value.lower() == "true") in wanted


def _binary(values: Sequence[str], _variables: bool) -> Test:
    wanted = {binary(value) for value in values} - {None}
    return lambda value, _: binary(value) in wanted


def _address(values: Sequence[str], _variables: bool) -> Test:
    networks = [found for found in map(usable_network, values) if found is not None]

    def test(value: str, _context: Context) -> bool | None:
        given = address(value)
        return None if given is None else any(given in one for one in networks)

    return test


def _arn(values: Sequence[str], variables: bool) -> Test:
    matchers = [arn_matcher(value, variables=variables) for value in values]

    def test(value: str, context: Context) -> bool | None:
        parts = split_arn(value)
        return None if parts is None else any(match(parts, context) for match in matchers)

    return test


def _family(name: str, literal: Callable[[str], object | None]) -> dict[str, Operator]:
    comparisons = {
        "Equals": operator.eq,
        "LessThan": operator.lt,
        "LessThanEquals": operator.le,
        "GreaterThan": operator.gt,
        "GreaterThanEquals": operator.ge,
    }
    found = {
        name + suffix: Operator(_compared(literal, compare), literal=literal)
        for suffix, compare in comparisons.items()
    }
    equal = _compared(literal, operator.eq)
    return found | {f"{name}NotEquals": Operator(equal, negated=True, literal=literal)}


OPERATORS: dict[str, Operator] = {
    "StringEquals": Operator(_strings(False), variables=True),
    "StringNotEquals": Operator(_strings(False), negated=True, variables=True),
    "StringEqualsIgnoreCase": Operator(_strings(False, fold=True), variables=True),
    "StringNotEqualsIgnoreCase": Operator(_strings(False, fold=True), True, True),
    "StringLike": Operator(_strings(True), variables=True),
    "StringNotLike": Operator(_strings(True), negated=True, variables=True),
    **_family("Numeric", number),
    **_family("Date", date),
    "Bool": Operator(_bool),
    "BinaryEquals": Operator(_binary, literal=binary),
    "IpAddress": Operator(_address, literal=usable_network),
    "NotIpAddress": Operator(_address, negated=True, literal=usable_network),
    "ArnEquals": Operator(_arn, variables=True, literal=arn),
    "ArnLike": Operator(_arn, variables=True, literal=arn),
    "ArnNotEquals": Operator(_arn, negated=True, variables=True, literal=arn),
    "ArnNotLike": Operator(_arn, negated=True, variables=True, literal=arn),
}


def split_name(name: str) -> tuple[str, str, bool] | None:
    """An operator's name as (set prefix, base name, IfExists?); None if there is none such.

    >>> split_name("ForAnyValue:StringLikeIfExists")
    ('ForAnyValue:', 'StringLike', True)
    >>> split_name("NullIfExists") is None
    True
    """
    set_name, colon, base = name.partition(":")
    prefix = set_name + colon if colon else ""
    if not colon:
        base = name
    elif prefix not in PREFIXES:
        return None
    if base == "Null":
        return None if prefix else ("", "Null", False)
    if_exists = base.endswith("IfExists")
    base = base.removesuffix("IfExists")
    return (prefix, base, if_exists) if base in OPERATORS else None


class Condition:
    """One operator, key and list of values of a statement, compiled."""

    __slots__ = ("key", "matches", "operator", "values", "variables")

    def __init__(self, name: str, key: str, values: tuple[str, ...], *, variables: bool) -> None:
        split = split_name(name)
        if split is None:
            raise ValueError(f"unknown operator {name}")
        prefix, base, if_exists = split
        self.operator, self.key, self.values = name, key, values
        self.variables = variables and base != "Null" and OPERATORS[base].variables
        lowered = key.lower()
        self.matches: Callable[[Context], bool] = (
            _null(lowered, values)
            if base == "Null"
            else _quantified(OPERATORS[base], prefix, if_exists, lowered, values, self.variables)
        )

    def resolved(self, context: Context) -> tuple[str, ...]:
        """The policy's values with their variables filled in, as a trace shows them."""
        if not self.variables:
            return self.values
        filled = (resolve(tokens(value, variables=True), context) for value in self.values)
        return tuple(
            value if found is None else shown(found)
            for value, found in zip(self.values, filled, strict=True)
        )


def _null(key: str, values: tuple[str, ...]) -> Callable[[Context], bool]:
    wanted = frozenset(value.lower() == "true" for value in values)
    return lambda context: (context.get(key) in (None, ())) in wanted


def _quantified(
    chosen: Operator,
    prefix: str,
    if_exists: bool,
    key: str,
    values: tuple[str, ...],
    variables: bool,
) -> Callable[[Context], bool]:
    test, negated = chosen.make(values, variables), chosen.negated

    def one(value: str, context: Context) -> bool:
        verdict = test(value, context)
        return verdict is not None and verdict is not negated

    if prefix == "ForAllValues:":
        return lambda context: all(one(v, context) for v in _set(context.get(key)))
    missing = if_exists or (negated and not prefix)
    if prefix == "ForAnyValue:":

        def any_value(context: Context) -> bool:
            held = _set(context.get(key))
            return any(one(v, context) for v in held) if held else missing

        return any_value

    def plain(context: Context) -> bool:
        value = context.get(key)
        if value is None:
            return missing
        if not isinstance(value, str):
            return False
        verdict = test(value, context)
        return verdict is not None and verdict is not negated

    return plain


def _set(value: ContextValue | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value
