"""What a caller can do about a refusal: the engine's own suggestion, in words and with links."""

from urllib.parse import urlencode

from django.urls import reverse

from accounts.actions import CREATE_VIRTUAL_MFA_DEVICE
from accounts.suggestions import Advice, Kind, Situation, Step, advise
from accounts.values.arns import name_in
from console.gate.gate import Gate
from console.gate.judgement import Judgement
from console.requests import CallerRequest, caller_of

Links = list[dict[str, object]]


def advice_on(gate: Gate, judgement: Judgement) -> tuple[str, Links]:
    """What to do about a refusal, and links to where the caller can do it at once.

    No query, but for whether the caller has an MFA device where signing in with one is enough.
    """
    policies = (*gate.policies, *gate.session_policies)
    found = advise(Situation.of(policies, judgement.decision.request))
    on = "" if judgement.target.printed == "*" else " on this resource"
    administrator = f"Ask an administrator of your account for {judgement.decided.id}{on}"
    if found is None:
        return f"{administrator}.", []
    if found.enough:
        return words_of(gate.request, found.step), links_of(gate.request, found.step)
    return f"{_first_of_two(found)} {administrator} too.", []


def _first_of_two(found: Advice) -> str:
    if found.step.kind is Kind.MFA:
        return "Two things stand in the way. Sign in with MFA; that alone is not enough."
    return f"Two things stand in the way. {found.step.sentence} That alone is not enough."


def words_of(request: CallerRequest, step: Step) -> str:
    """A step of the caller's own that is enough by itself, in words."""
    if step.kind is not Kind.MFA or step.asked is not None:
        return step.sentence
    return f"Your policies allow it once you are signed in with MFA. {how_to(request, step)}"


def how_to(request: CallerRequest, step: Step) -> str:
    """The same, where others may be needed as well."""
    if step.kind is not Kind.MFA or step.asked is not None or _has_device(request):
        return step.sentence
    return "Assign an MFA device, sign out, then sign in with its code."


def links_of(request: CallerRequest, step: Step) -> Links:
    """Where the caller takes a step of the own at once."""
    if step.asked is not None:
        return []
    if step.kind is Kind.NEW_SESSION or (step.kind is Kind.MFA and _has_device(request)):
        return [{"title": "Sign out", "url": reverse("sign_out"), "post": True}]
    assign = reverse("assign_mfa_device")
    if step.kind is Kind.MFA:
        return [{"title": "Assign MFA device", "url": assign, "post": False}]
    if step.kind is Kind.RESOURCE and step.after.request.action == CREATE_VIRTUAL_MFA_DEVICE.id:
        named = f"{assign}?{urlencode({'name': name_in(step.after.request.resource)})}"
        return [{"title": "Back to step 1 with that name", "url": named, "post": False}]
    return []


def _has_device(request: CallerRequest) -> bool:
    caller = caller_of(request)
    return bool(caller.mfa) or request.guard.covers(caller.user)
