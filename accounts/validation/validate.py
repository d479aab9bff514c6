"""All checks of a document, within bounds of length, depth and number."""

from accounts.validation.checks import (
    actions,
    effectless,
    keys,
    mfa,
    operators,
    own_resources,
    privileges,
    redundancy,
    resources,
    structure,
    tags,
    values,
    variables,
)
from accounts.validation.findings import Finding, Found, in_order
from accounts.validation.nodes import Node, NotJson, read
from accounts.validation.statements import Policy

LENGTH_MAX = 20_000  # characters of a document that is checked, three times what IAM stores
FINDINGS_MAX = 200
OF_AWS = (
    structure,
    actions,
    resources,
    operators,
    keys,
    values,
    variables,
    privileges,
    tags,
    redundancy,
)
OURS = (mfa, own_resources, effectless)


def validate(text: str, *, ours: bool = True) -> tuple[Finding, ...]:
    """The findings of a document for an identity-based policy, in the order of the text.

    `ours` says whether the checks are made that AWS has not. Where a bound left something out, a
    finding of ours says so in either case, and there is one more than FINDINGS_MAX. ValueError for
    a text that is longer than LENGTH_MAX.
    """
    if len(text) > LENGTH_MAX:
        raise ValueError(f"A document has at most {LENGTH_MAX} characters.")
    found = Found(text, FINDINGS_MAX)
    try:
        root = read(text)
        policy = Policy(root, text)
    except NotJson as error:
        place = found.place(error.place)
        said = {"index": place.offset, "line": place.line, "column": place.column}
        found.add("JSON_SYNTAX_ERROR", Node(error.place, error.place, ()), **said)
        return in_order(found.findings)
    for check in OF_AWS + (OURS if ours else ()):
        check.check(policy, found)
    found.say_what_is_left_out(root)
    return in_order(found.findings)
