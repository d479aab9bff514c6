"""*Start here* on Console Home: what each of the demo's people can try, ticked by what they did."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, Q
from django.urls import reverse

from accounts.models import User
from accounts.principals import Principal
from console.models import Event
from credentials.models import MFADevice


@dataclass(frozen=True, slots=True)
class Step:
    """Something to try, and by what it counts as done.

    page     the name of the URL where it is tried; "" for none
    events   names of events of the user's own: one of them, refused or not as `refused` says
    device   that the user has an MFA device
    mfa      that this session began with MFA
    """

    text: str
    page: str = ""
    events: tuple[str, ...] = ()
    refused: bool = False
    device: bool = False
    mfa: bool = False

    def done_by(self, user: User) -> Q | None:
        """The condition, which the database answers; None for what the session answers."""
        if self.device:
            return Q(Exists(MFADevice.objects.filter(user=user)))
        if not self.events:
            return None
        account, name = user.account_id, user.user_name
        own = Event.objects.filter(account=account, user_name=name, event_name__in=self.events)
        kept = own.exclude(error_code="") if self.refused else own.filter(error_code="")
        return Q(Exists(kept))


STEPS = {
    "alice": (
        Step(
            "Open the instances of EC2. Read under “Why was this refused?” which statement did it.",
            "instances", ("DescribeInstances",), refused=True,
        ),
        Step("Assign an MFA device of your own name.", "assign_mfa_device", device=True),
        Step("Sign out, and sign in with a code of the device.", mfa=True),
        Step(
            "Create an access key: the same click was refused without MFA.",
            "create_access_key", ("CreateAccessKey",),
        ),
        Step(
            "Get a session token for the key with a code, by the command get-session-token.",
            "security_credentials", ("GetSessionToken",),
        ),
        Step(
            "Open the users: with MFA nothing denies it, and still nothing allows it.",
            "users", ("ListUsers",), refused=True,
        ),
    ),
    "bob": (
        Step(
            "Create an access key. Nobody asks for MFA: compare with alice.",
            "create_access_key", ("CreateAccessKey",),
        ),
        Step(
            "Try to assign an MFA device: this policy has no word of it.",
            "assign_mfa_device", ("EnableMFADevice", "CreateVirtualMFADevice"), refused=True,
        ),
        Step("Change your password.", "change_password", ("ChangePassword",)),
        Step("Open the users: no statement allows it.", "users", ("ListUsers",), refused=True),
    ),
    "admin": (
        Step("Look at all users: who has MFA, whose key is old?", "users", ("ListUsers",)),
        Step("Create a user with a password.", "create_user", ("CreateUser",)),
        Step(
            "Ask the policy simulator what alice may do without MFA.",
            "policy_simulator", ("SimulatePrincipalPolicy",),
        ),
        Step("Find in the event history who was refused.", "event_history", ("LookupEvents",)),
        Step(
            "Generate the credential report.",
            "credential_report", ("GenerateCredentialReport",),
        ),
        Step(
            "A phone is lost: remove the device of alice, on the page of the user.",
            "users", ("DeactivateMFADevice",),
        ),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A step as the page shows it."""

    text: str
    url: str
    is_done: bool


def start_here(principal: Principal) -> list[Shown]:
    """The steps of one of the demo's people, in one query; [] for anybody else."""
    user = principal.user
    steps = STEPS.get(user.user_name, ()) if settings.TEACH and user.account.is_demo else ()
    done = _done(principal, steps)
    return [
        Shown(step.text, reverse(step.page) if step.page else "", done[number])
        for number, step in enumerate(steps)
    ]


def _done(principal: Principal, steps: Iterable[Step]) -> dict[int, bool]:
    """Whether each step is done, by its number."""
    user, conditions = principal.user, {}
    done = {number: bool(principal.mfa) for number, _ in enumerate(steps)}
    for number, step in enumerate(steps):
        condition = step.done_by(user)
        if condition is not None:
            conditions[f"step_{number}"] = condition
    if conditions:
        found = User.objects.filter(pk=user.pk).values(**conditions).get()
        done |= {int(name.removeprefix("step_")): bool(value) for name, value in found.items()}
    return done
