"""aws:ResourceTag with services whose actions do not have it."""

from accounts.validation import names
from accounts.validation.findings import Found
from accounts.validation.statements import Policy, Statement

KEY = "aws:resourcetag/"
MODEL_KEY = "aws:resourcetag/${tagkey}"
CODE = "WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"


def check(policy: Policy, found: Found) -> None:
    for statement in policy.statements:
        effect = statement.effect.upper()
        tested = [one for one in statement.conditions if one.lowered.startswith(KEY)]
        if effect not in ("ALLOW", "DENY") or not tested:
            continue
        key, name = tested[0].key, "aws:ResourceTag"
        if statement.not_action:
            found.add(f"{effect}_NOTACTION_{CODE}", key, key=name)
        elif services := _untagged(statement, found):
            found.add(f"{effect}_{CODE}", key, key=name, services=", ".join(services))


def _untagged(statement: Statement, found: Found) -> list[str]:
    """The prefixes of the statement's actions whose service has the key for none."""
    prefixes = {str(node.value).lower().partition(":")[0] for node in statement.actions}
    known = sorted(prefixes & names.services())
    return [
        service
        for service in known
        if found.may_read(service) and MODEL_KEY not in names.used_keys(service)
    ]
