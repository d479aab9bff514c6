"""What was asked under which policies, as a value that a change makes another value of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from accounts.policy import (
    AppliedPolicy,
    ContextValue,
    Decision,
    Document,
    Request,
    Statement,
    decide,
    split_arn,
)
from accounts.values import arns

AWS_OWN = "arn:aws:iam::aws:"
USER_NAME = "aws:username"


@dataclass(frozen=True, slots=True)
class Held:
    """A policy that applies, with what is said of it and who has it."""

    policy: AppliedPolicy

    @property
    def editable(self) -> bool:
        """Whether its text can be changed: not AWS's own, nor what an account's setting grants."""
        policy = self.policy
        is_setting = not (policy.arn or policy.attached_to or policy.session)
        return not is_setting and not (policy.arn or "").startswith(AWS_OWN)

    @property
    def holders(self) -> list[tuple[str, str]]:
        """Whom it is attached to or embedded in: "user" or "group", and the name."""
        found = [split_arn(arn) for arn in self.policy.attached_to]
        parts = [one[5].split("/") for one in found if one]
        return [(one[0], one[-1]) for one in parts]

    @property
    def user(self) -> str:
        """The user's name, if the user alone has it."""
        return self._only("user")

    @property
    def group(self) -> str:
        """The group's name, if it comes by one group alone."""
        return self._only("group")

    def _only(self, kind: str) -> str:
        holders = self.holders
        return holders[0][1] if len(holders) == 1 and holders[0][0] == kind else ""

    @property
    def statements(self) -> tuple[Statement, ...]:
        return self.policy.document.statements

    @property
    def words(self) -> str:
        """How a sentence names the policy."""
        if self.policy.boundary:
            return f"the permissions boundary {self.policy.name}"
        if self.policy.session:
            return "the session policy"
        return f"the policy {self.policy.name}"

    def having(self, document: Document) -> "Held":
        """The same policy with another text."""
        return replace(self, policy=replace(self.policy, document=document))


@dataclass(frozen=True, slots=True)
class Situation:
    """A request, the policies that apply (one may be a boundary) and those of the session."""

    held: tuple[Held, ...]
    request: Request
    session: tuple[Held, ...] = ()

    @classmethod
    def of(cls, policies: Iterable[AppliedPolicy], request: Request) -> "Situation":
        """The situation of a decision: identity-based policies, boundary and session policies."""
        held = [Held(policy) for policy in policies]
        return cls(
            tuple([one for one in held if not one.policy.session]),
            request,
            tuple([one for one in held if one.policy.session]),
        )

    @property
    def everything(self) -> tuple[Held, ...]:
        return self.held + self.session

    def decide(self) -> Decision:
        """What the engine answers."""
        policies, session = (
            tuple([one.policy for one in held]) for held in (self.held, self.session)
        )
        return decide(policies, session, self.request)

    def asking(
        self,
        *,
        action: str = "",
        resource: str = "",
        context: Mapping[str, ContextValue] | None = None,
    ) -> "Situation":
        """The same with another request; what is not given stays."""
        old = self.request
        new = Request(
            action or old.action,
            resource or old.resource,
            old.context if context is None else context,
        )
        return Situation(self.held, new, self.session)

    def replacing(self, old: Held, new: Held | None) -> "Situation":
        """The same with another policy in the place of one, or without it."""
        held, session = (
            tuple([new if one is old else one for one in group])
            for group in (self.held, self.session)
        )
        return Situation(_kept(held), self.request, _kept(session))

    def adding(self, new: Held) -> "Situation":
        """The same with one identity-based policy more."""
        return Situation((*self.held, new), self.request, self.session)

    def find(self, policy: AppliedPolicy | None) -> Held | None:
        """The policy of a decision, as it is held."""
        return next((one for one in self.everything if one.policy is policy), None)

    def is_same(self, other: "Situation") -> bool:
        """Whether the same is asked under the same policies, in whatever order."""
        return _key(self) == _key(other)


def user_of(request: Request) -> tuple[str, str] | None:
    """The name and the ARN of the user who asks; None for a session of another name."""
    name, arn = request.context.get(USER_NAME), request.context.get("aws:principalarn")
    if not isinstance(name, str):
        return None
    return name, arn if isinstance(arn, str) else arns.user(account_of(request), "/", name)


def account_of(request: Request) -> str:
    """The account of the caller, or of the resource where that is not known."""
    held = request.context.get("aws:principalaccount")
    if isinstance(held, str):
        return held
    return request.arn[4] if request.arn else ""


def _kept(held: tuple[Held | None, ...]) -> tuple[Held, ...]:
    return tuple([one for one in held if one is not None])


def _key(situation: Situation) -> tuple[object, ...]:
    request = situation.request
    policies = [
        (f"{one.policy.name} {one.policy.arn}", one.policy.boundary, one.policy.session, number)
        for number, one in enumerate(situation.everything)
    ]
    ordered = [situation.everything[number] for *_, number in sorted(policies)]
    return (
        request.action.lower(),
        request.resource,
        request.context,
        [(one.policy.name, one.policy.arn) for one in ordered],
        [[statement.elements for statement in one.statements] for one in ordered],
    )
