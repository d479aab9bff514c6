"""A decision about an action and its target, and the sentence in which AWS's service refuses it."""

import uuid
from dataclasses import dataclass, replace
from functools import cached_property

from accounts.actions import Action
from accounts.errors import AccessDenied, ServiceError, UnauthorizedOperation
from accounts.policy import Decision, Effect
from console.authorization_details.ids import authorization_id_of, details_url
from console.requests import CallerRequest, caller_of
from console.targets import Target

WITH_ID = ("iam", "sts")  # the services whose refusals name their authorization id
WITHOUT_RESOURCE = ("cloudtrail", "ec2", "s3", "tag")


@dataclass(frozen=True)
class Judgement:
    """A decision together with what was asked: the action and its target.

    `also` is the action that was refused where the action itself is allowed but needs both.
    `before` are the decisions that were taken on the way to this one.
    """

    action: Action
    target: Target
    decision: Decision
    also: Action | None = None
    before: tuple[Decision, ...] = ()

    @cached_property
    def event_id(self) -> str:
        """The id of the event that the call leaves if it is refused."""
        return str(uuid.uuid4())

    @cached_property
    def authorization_id(self) -> str:
        """The id by which the refused call is explained."""
        return authorization_id_of(self.event_id)

    def after(self, *others: "Judgement") -> "Judgement":
        """The same judgement, with the decisions of others that were made before."""
        taken = (each for other in others for each in (*other.before, other.decision))
        return replace(self, before=(*taken, *self.before))

    @property
    def allowed(self) -> bool:
        return self.decision.allowed

    @property
    def decided(self) -> Action:
        """The action that the decision is about."""
        return self.also or self.action


def error_of(judgement: Judgement, request: CallerRequest) -> ServiceError:
    """The error that the action's service answers to the caller, and its event keeps.

    IAM and STS say where the refusal is explained: at this server's own page.
    """
    error = UnauthorizedOperation if judgement.action.service == "ec2" else AccessDenied
    sentence = _sentence(judgement, caller_of(request).arn)
    if judgement.action.service not in WITH_ID:
        return error(sentence)
    found_by = judgement.authorization_id
    return error(
        f"{sentence}. Go to {details_url(found_by)} for complete details, or call the "
        f"GetRequestAuthorizationDetails API with the following authorization id: {found_by}"
    )


def _sentence(judgement: Judgement, caller_arn: str) -> str:
    """The text that the action's service answers, recorded from AWS.

    EC2 says first that it refuses, and names no resource where an action supports none; nor do S3,
    CloudTrail and the tagging service. A managed policy that denies is named by its ARN.
    """
    action, service = judgement.decided.id, judgement.action.service
    base = f"User: {caller_arn} is not authorized to perform: {action}"
    if service not in WITHOUT_RESOURCE:
        base = f"{base} on resource: {judgement.target.printed}"
    elif service == "ec2":
        base = f"You are not authorized to perform this operation. {base}"
    decision = judgement.decision
    if decision.effect is Effect.EXPLICIT_DENY:
        denied = f"{base} with an explicit deny in {kind_of(decision, article=True)}"
        arn = decision.policy.arn if decision.policy else None
        return f"{denied}: {arn}" if arn else denied
    return f"{base} because no {kind_of(decision)} allows the {action} action"


def kind_of(decision: Decision, *, article: bool = False) -> str:
    """The kind of policy that decided, by AWS's name."""
    if decision.policy is not None and decision.policy.boundary:
        return "a permissions boundary" if article else "permissions boundary"
    if decision.policy is not None and decision.policy.session:
        return "a session policy" if article else "session policy"
    return "an identity-based policy" if article else "identity-based policy"
