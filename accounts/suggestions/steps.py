"""One step of a suggestion: what changes, who can do it, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum

from accounts import actions
from accounts.actions import Action
from accounts.suggestions.documents import compact_text, text_of
from accounts.suggestions.situations import Held, Situation


class Who(IntEnum):
    """Who can take a step, in the order in which suggestions are shown."""

    CALLER = 0
    ADMINISTRATOR = 1
    EDITION = 2  # an administrator, by taking a text that AWS published


class Kind(Enum):
    """What a step changes, from the least permissive to the most, of those who can do it alike."""

    NEW_SESSION = "a new session"
    MFA = "sign in with MFA"
    RESOURCE = "another resource"
    SPELLING = "another spelling of the action"
    VALUE = "another value of a condition key"
    SESSION = "another session policy"
    PATH = "another path of the user"
    ALLOW_RESOURCE = "a resource added to an Allow"
    ALLOW_ACTION = "an action added to an Allow"
    ALLOW_CONDITION = "a condition of an Allow changed"
    ALLOW_STATEMENT = "an Allow added to a policy"
    NEW_POLICY = "a new inline policy"
    DENY_ACTION = "the action exempted from a Deny"
    DENY_RESOURCE = "the resource exempted from a Deny"
    DENY_CONDITION = "a condition of a Deny changed"
    DENY_CALLER = "the caller exempted from a Deny"
    DENY_STATEMENT = "a Deny removed"
    ALLOW_UNCONDITIONED = "a condition of an Allow removed"
    POLICY = "a policy taken away"
    EDITION = "a published version"


ORDER = {kind: number for number, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Command:
    """An operation of the API that takes the step, with its parameters by the service model's
    names: what `console.web.command_lines.command_line` prints. A value in angle brackets is for
    the reader to fill in.
    """

    action: Action
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Edit:
    """A policy before and after; None before for a new one, None after for one taken away."""

    before: Held | None
    after: Held | None

    @property
    def held(self) -> Held:
        found = self.after or self.before
        if found is None:
            raise ValueError("an edit of no policy")
        return found

    @property
    def text_before(self) -> str:
        return text_of(self.before.policy.document) if self.before else ""

    @property
    def text_after(self) -> str:
        return text_of(self.after.policy.document) if self.after else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A change of the request or of one policy.

    sentence  what to do, an imperative
    after     the situation with the change made
    edit      the policy that changes, if one does
    asked     the command that takes the step, where no policy changes
    weakens   what becomes weaker in the account, a sentence; empty for nothing
    """

    kind: Kind
    who: Who
    sentence: str
    after: Situation
    edit: Edit | None = None
    asked: Command | None = None
    weakens: str = ""

    @property
    def command(self) -> Command | None:
        """The command that takes the step, None where there is none or not enough is known."""
        return command_of(self.edit) if self.edit else self.asked


def command_of(edit: Edit) -> Command | None:
    """The operation that makes an edit; None for a session policy, or an unknown holder."""
    held = edit.held
    if held.policy.session:
        return None
    if edit.after is None:
        return _removal(held)
    document = compact_text(held.policy.document)
    if held.policy.arn is None:
        return _embedding(held, document)
    if edit.before is None:
        return _attachment(held)
    return Command(
        actions.CREATE_POLICY_VERSION,
        {"PolicyArn": held.policy.arn, "PolicyDocument": document, "SetAsDefault": ""},
    )


def _embedding(held: Held, document: str) -> Command | None:
    names = {"PolicyName": held.policy.name, "PolicyDocument": document}
    if held.user:
        return Command(actions.PUT_USER_POLICY, {"UserName": held.user, **names})
    if held.group:
        return Command(actions.PUT_GROUP_POLICY, {"GroupName": held.group, **names})
    return None


def _attachment(held: Held) -> Command | None:
    if not held.user or held.policy.arn is None:
        return None
    return Command(
        actions.ATTACH_USER_POLICY, {"UserName": held.user, "PolicyArn": held.policy.arn}
    )


def _removal(held: Held) -> Command | None:
    policy = held.policy
    if policy.boundary:
        named = {"UserName": held.user}
        return Command(actions.DELETE_USER_PERMISSIONS_BOUNDARY, named) if held.user else None
    if held.user and policy.arn:
        named = {"UserName": held.user, "PolicyArn": policy.arn}
        return Command(actions.DETACH_USER_POLICY, named)
    if held.group and policy.arn:
        named = {"GroupName": held.group, "PolicyArn": policy.arn}
        return Command(actions.DETACH_GROUP_POLICY, named)
    if held.user:
        named = {"UserName": held.user, "PolicyName": policy.name}
        return Command(actions.DELETE_USER_POLICY, named)
    if held.group:
        named = {"GroupName": held.group, "PolicyName": policy.name}
        return Command(actions.DELETE_GROUP_POLICY, named)
    return None
