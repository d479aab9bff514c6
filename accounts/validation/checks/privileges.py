"""iam:PassRole and iam:CreateServiceLinkedRole, allowed more widely than is meant."""

from accounts.policy import text_matcher
from accounts.validation.findings import Found
from accounts.validation.nodes import Node
from accounts.validation.statements import Policy, Statement

PASS, CREATE = "iam:passrole", "iam:createservicelinkedrole"
FAMILIES = {
    PASS: ("PASS_ROLE", "iam:passedtoservice"),
    CREATE: ("CREATE_SLR", "iam:awsservicename"),
}


def check(policy: Policy, found: Found) -> None:
    for statement in policy.statements:
        if statement.effect == "Allow":
            for action, (family, key) in FAMILIES.items():
                if not statement.has_key(key):
                    _wide(statement, action, family, found)


def _wide(statement: Statement, action: str, family: str, found: Found) -> None:
    fitting = [node for node in statement.actions if _fits(str(node.value).lower(), action)]
    if bool(fitting) is statement.not_action:
        return
    stars = [node for node in statement.resources if node.value == "*"]
    if not (statement.not_resource or stars):
        return
    named = any(str(node.value).lower() == action for node in fitting)
    found.add(f"{family}_WITH_{_code(statement, named)}", *_places(statement, fitting, stars))


def _code(statement: Statement, named: bool) -> str:
    if statement.not_resource:
        if statement.not_action:
            return "NOT_ACTION_AND_NOT_RESOURCE"
        return "NOT_RESOURCE" if named else "STAR_IN_ACTION_AND_NOT_RESOURCE"
    if statement.not_action:
        return "STAR_IN_RESOURCE_AND_NOT_ACTION"
    return "STAR_IN_RESOURCE" if named else "STAR_IN_ACTION_AND_RESOURCE"


def _places(statement: Statement, fitting: list[Node], stars: list[Node]) -> list[Node]:
    keys = statement.node.keys
    first = [keys["NotAction"]] if statement.not_action else fitting[:1]
    return first + ([keys["NotResource"]] if statement.not_resource else stars[:1])


def _fits(pattern: str, action: str) -> bool:
    if not ("*" in pattern or "?" in pattern):
        return pattern == action
    return text_matcher(pattern, variables=False)(action, {})
