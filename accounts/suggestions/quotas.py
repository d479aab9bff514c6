"""Whether IAM would store a changed policy: its rules and its quotas of size."""

from accounts.suggestions.documents import is_storable, size
from accounts.suggestions.situations import Held, Situation
from accounts.suggestions.steps import Step

MANAGED_SIZE, USER_SIZE, GROUP_SIZE, SESSION_SIZE = 6144, 2048, 5120, 2048
"""Characters, white space not counted; a user's inline policies together, and a group's."""


def can_be_stored(step: Step) -> bool:
    """Whether IAM stores the text that a step gives a policy, if it gives one."""
    held = step.edit.after if step.edit else None
    if held is None or not held.editable:  # one of AWS's own is stored
        return True
    before = step.edit.before if step.edit else None
    known = {id(one.elements) for one in before.statements} if before else set()
    changed = [one.elements for one in held.statements if id(one.elements) not in known]
    return _fits(held, step.after) and all(map(is_storable, changed))


def _fits(held: Held, after: Situation) -> bool:
    """Whether the quota of sizes allows the text; inline policies of one holder share theirs."""
    policy = held.policy
    if policy.arn is not None or policy.session:
        return size(policy.document) <= (SESSION_SIZE if policy.session else MANAGED_SIZE)
    together = [
        size(one.policy.document)
        for one in after.held
        if one.policy.arn is None and one.policy.attached_to == policy.attached_to
    ]
    return sum(together) <= (USER_SIZE if held.user else GROUP_SIZE)
