"""What IAM refuses to store, in IAM's words and in its order (recorded from AWS)."""

import json
from typing import Any

from accounts.policy.conditions import OPERATORS, split_name
from accounts.policy.positions import WHITE_SPACE
from accounts.policy.resource_rules import fails_legacy_parsing, refusal_of

VERSIONS = ("2008-10-17", "2012-10-17")
NEW = "2012-10-17"
TOP = frozenset(("Version", "Id", "Statement"))
FIELDS = frozenset(
    (
        "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition",
        "Principal", "NotPrincipal",
    )
)  # fmt: skip
TEXT_ONLY = frozenset((str,))
PAIRS = (("Action", "NotAction"), ("Resource", "NotResource"))
MISSING = object()
EFFECTS = frozenset(("Allow", "Deny"))

SYNTAX = "Syntax errors in policy."
LEADING = "JSON strings must not have leading spaces"
LEGACY = "The policy failed legacy parsing"
OLD = "Policy document must be version 2012-10-17 or greater."
NO_ACTIONS = "Policy statement must contain actions."
NO_RESOURCES = "Policy statement must contain resources."
PREFACE = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
ONE_COLON = "Actions/Condition can contain only one colon."
DUPLICATE_SID = "Statement IDs (SID) in a single policy must be unique."
PRINCIPAL = "Policy document should not specify a principal."


class MalformedPolicyDocument(ValueError):
    """A document that IAM refuses; the text is AWS's."""


class Number(str):
    """A JSON number, kept as written; where a string is required it does not count as one."""

    __slots__ = ()


def read(text: str, *, new: bool, inline: bool = False) -> tuple[str, list[dict[str, Any]]]:
    """JSON text -> (version, statements as dicts), or MalformedPolicyDocument.

    `new` is for a document to be stored: nothing may stand before its `{`, its version must be
    2012-10-17, and every rule about names, ARNs, Sids and literals is checked. A stored document
    passed them; reading it again checks that its structure is whole, so that nothing in it is
    misread. `inline` documents are refused in other words where white space leads (reported).
    """
    if new and text.startswith(WHITE_SPACE):
        raise MalformedPolicyDocument(LEGACY if inline else LEADING)
    return check(load(text), new=new)


def check(document: Any, *, new: bool) -> tuple[str, list[dict[str, Any]]]:
    """The same for JSON that was loaded."""
    if not isinstance(document, dict) or not document.keys() <= TOP:
        raise MalformedPolicyDocument(SYNTAX)
    version = document.get("Version", VERSIONS[0])
    statements = document.get("Statement")
    if isinstance(statements, dict):
        statements = [statements]
    if version not in VERSIONS or not isinstance(statements, list) or not statements:
        raise MalformedPolicyDocument(SYNTAX)
    _require("Id" not in document or _string(document["Id"]), SYNTAX)
    _require(all(isinstance(statement, dict) for statement in statements), SYNTAX)
    fields = set().union(*statements)
    _require(fields <= FIELDS, SYNTAX)
    for statement in statements:
        _structure(statement)
    _require("Principal" not in fields and "NotPrincipal" not in fields, PRINCIPAL)
    if new:
        _require(_is_text(document), SYNTAX)
        _require(version == NEW, OLD)
        _contents(statements)
    else:
        _complete(statements)
    return version, statements


def load(text: str) -> Any:
    """JSON as a policy may have it: no key twice, numbers kept as written."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise MalformedPolicyDocument(SYNTAX) from error


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


DECODER = json.JSONDecoder(
    object_pairs_hook=_without_duplicates,
    parse_int=Number,
    parse_float=Number,
    parse_constant=_no_constant,
)


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise MalformedPolicyDocument(message)


def _is_text(document: Any) -> bool:
    """Whether no escape in the JSON stands for half a character: such text cannot be sent."""
    try:
        json.dumps(document, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _string(value: Any) -> bool:
    return isinstance(value, str) and not isinstance(value, Number)


def values(value: Any) -> list[Any]:
    """A value or a list of values, as a list."""
    return value if isinstance(value, list) else [value]


def _structure(statement: dict[str, Any]) -> None:
    effect, sid = statement.get("Effect"), statement.get("Sid", "")
    if not isinstance(effect, str) or effect.lower() not in ("allow", "deny"):
        raise MalformedPolicyDocument(SYNTAX)
    if type(sid) is not str or (sid and not (sid.isascii() and sid.isalnum())):
        raise MalformedPolicyDocument(SYNTAX)
    for one, other in PAIRS:
        value = statement.get(one, MISSING)
        if value is MISSING:
            value = statement.get(other, "")
        elif other in statement:
            raise MalformedPolicyDocument(SYNTAX)
        if type(value) is not str and not (
            type(value) is list and TEXT_ONLY.issuperset(map(type, value))
        ):
            raise MalformedPolicyDocument(SYNTAX)
    if "Condition" in statement:
        _condition_structure(statement["Condition"])


def _condition_structure(condition: Any) -> None:
    _require(isinstance(condition, dict), SYNTAX)
    for name, keys in condition.items():
        _require(isinstance(keys, dict), SYNTAX)
        _require(not keys or split_name(name) is not None, SYNTAX)
        for held in keys.values():
            _require(all(isinstance(value, str | bool) for value in values(held)), SYNTAX)


def _complete(statements: list[dict[str, Any]]) -> None:
    """Every statement has an exact effect, actions and resources."""
    for statement in statements:
        if statement["Effect"] not in EFFECTS:
            raise MalformedPolicyDocument(LEGACY)
        if not (statement.get("Action") or statement.get("NotAction")):
            raise MalformedPolicyDocument(NO_ACTIONS)
        if not (statement.get("Resource") or statement.get("NotResource")):
            raise MalformedPolicyDocument(NO_RESOURCES)


def _contents(statements: list[dict[str, Any]]) -> None:
    """The rules about values, in the order that all recorded refusals have."""
    _require(all(map(_parses_for_legacy, statements)), LEGACY)
    sids = [statement["Sid"] for statement in statements if statement.get("Sid")]
    _require(len(set(sids)) == len(sids), DUPLICATE_SID)
    for statement in statements:
        _require(_held(statement, "Action") != [], NO_ACTIONS)
        _require(_held(statement, "Resource") != [], NO_RESOURCES)
    vendors, resources_seen = {"*"}, {"*"}
    for statement in statements:
        for resource in _held(statement, "Resource"):
            if resource not in resources_seen:
                refusal = refusal_of(resource)
                _require(not refusal, refusal)
                resources_seen.add(resource)
        for action in _held(statement, "Action"):
            vendor, _, name = action.partition(":")
            if vendor not in vendors or not name or ":" in name:
                _action(action)
                vendors.add(vendor)


def _held(statement: dict[str, Any], name: str) -> list[str]:
    """The values of an element or of its `Not` form; an empty text is one, as on AWS."""
    return values(statement.get(name, statement.get(f"Not{name}", [])))


def _parses_for_legacy(statement: dict[str, Any]) -> bool:
    """Whether IAM's older parser takes a statement: its effect, its literals, its ARNs."""
    conditions = statement.get("Condition", {}).items()
    return (
        statement["Effect"] in EFFECTS
        and all(_literals(name, keys) for name, keys in conditions)
        and not any(map(fails_legacy_parsing, _held(statement, "Resource")))
    )


def _action(action: str) -> None:
    """An action whose vendor was not seen in the document before, or that is odd."""
    vendor, colon, name = action.partition(":")
    if not colon:
        _require(action == "*", PREFACE)
        return
    _require(":" not in name, ONE_COLON)
    plain = vendor.replace("-", "").replace(".", "")
    known = vendor == "*" or (plain.isascii() and plain.isalnum())
    _require(known, f"Vendor {vendor} is not valid")


def _literals(name: str, keys: dict[str, Any]) -> bool:
    """Whether the values of an operator are such as it compares with."""
    split = split_name(name)
    literal = OPERATORS[split[1]].literal if split and split[1] != "Null" else None
    return literal is None or all(
        literal(condition_text(value)) is not None
        for held in keys.values()
        for value in values(held)
    )


def condition_text(value: Any) -> str:
    """A condition value as text: JSON's booleans in lower case, numbers as written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
