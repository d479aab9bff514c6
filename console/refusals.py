"""A decision that refuses -> AWS's sentence, the reason in plain words, and what to do next."""

from dataclasses import dataclass, field

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.actions import Action
from accounts.errors import ServiceError
from accounts.policy import Effect
from accounts.values.texts import made_writable
from console.advice import advice_on
from console.gate.gate import Gate
from console.gate.judgement import Judgement, error_of, kind_of
from console.protocol import service_models
from console.protocol.validation import upper_camel
from console.requests import CallerRequest
from console.web.command_lines import command_line
from console.web.subject import subject_url

CREDENTIALS = "security_credentials"


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is shown of a refusal, in a panel or as a page.

    `lines` are the label and text pairs of the console's own box, `links` are dicts with `title`,
    `url` and `post`. `commands` is the aws command that is refused in the same words, where all
    that it must be given is known. `details` is the page with the whole decision, "" for none.
    """

    message: str
    lines: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    advice: str = ""
    links: list[dict[str, object]] = field(default_factory=list)
    heading: str = "Access denied"
    commands: list[str] = field(default_factory=list)
    details: str = ""


def refusal_of(gate: Gate, judgement: Judgement) -> Refusal:
    """The refusal of a judgement that did not allow; AWS's part alone where TEACH is off."""
    decision = judgement.decision
    explicit = decision.effect is Effect.EXPLICIT_DENY
    arn = gate.principal.arn
    advice, links = advice_on(gate, judgement) if settings.TEACH else ("", [])
    return Refusal(
        message=str(error_of(judgement, gate.request)),
        lines=(
            ("User", arn),
            ("Action", judgement.decided.id),
            ("On resource(s)", made_writable(judgement.target.printed)),
            (
                "Context",
                f"{kind_of(decision, article=True)} explicitly denies the action"
                if explicit
                else f"no {kind_of(decision)} allows the action",
            ),
        ),
        reason=_reason(judgement) if settings.TEACH else "",
        advice=advice,
        links=links,
        commands=_commands(judgement),
        details=_details(gate, judgement),
    )


def _details(gate: Gate, judgement: Judgement) -> str:
    """Who must change the password first can open no other page."""
    if gate.principal.must_change_password or not settings.TEACH:
        return ""
    return reverse("authorization_details", args=[judgement.authorization_id])


def refuse(gate: Gate, action: Action) -> Refusal:
    """The refusal of an offered action that a form asks for after all; its event is written."""
    judgement = gate.judgements[action]
    gate.refuse(judgement)
    return refusal_of(gate, judgement)


def _commands(judgement: Judgement) -> list[str]:
    """The `aws` command of the same call; none if a required id is not known, or if AWS has no such
    call."""
    action = judgement.action
    if not action.is_of_aws:
        return []
    if action.api in service_models.ALONE and action.api not in service_models.RESTFUL:
        # what is refused of these takes nothing
        return [command_line(action)]
    operation = service_models.operation(action.api, action.operation)
    shape = operation.input_shape if operation else None
    members = shape.members if shape else {}
    known = {upper_camel(name): value for name, value in judgement.target.parameters.items()}
    given = {name: value for name, value in known.items() if name in members}
    if shape and not set(shape.required_members) <= set(given):
        return []
    return [command_line(action, **given)]


def page(request: CallerRequest, refusal: Refusal, *, back: str = "") -> HttpResponse:
    """The refusal as a page with status 403. Its link leads to the URL `back`, or to the caller's
    own page of credentials."""
    must_change = request.principal is not None and request.principal.must_change_password
    template = (
        "credentials/passwords/refused_at_sign_in.html" if must_change else "errors/refused.html"
    )
    back = back or reverse(CREDENTIALS)
    pages_of_credentials = (reverse(CREDENTIALS), subject_url(request, CREDENTIALS))
    context = {
        "refusal": refusal,
        "back": back,
        "back_to_credentials": back in pages_of_credentials,
    }
    return render(request, template, context, status=403)


def failed(
    request: CallerRequest,
    error: ServiceError,
    *,
    heading: str,
    back: str = "",
) -> HttpResponse:
    """An operation's error as a page, with AWS's text and status.

    It leads back to that URL, or to the page of credentials that the request is about.
    """
    heading = "Access denied" if error.code == "AccessDenied" else heading
    refusal = Refusal(message=str(error), heading=heading)
    response = page(request, refusal, back=back or subject_url(request, CREDENTIALS))
    response.status_code = error.status
    return response


def _on(judgement: Judgement) -> str:
    """The words for the resource, if the action was requested on one."""
    return "" if judgement.target.printed == "*" else " on this resource"


def _reason(judgement: Judgement) -> str:
    """Which statement decided, and what it looked at."""
    decision = judgement.decision
    if decision.statement is None and decision.policy is not None:
        return (
            "Your policies allow it, but your permissions boundary, the policy "
            f"{decision.policy.name}, does not."
        )
    if decision.statement is None or decision.policy is None:
        on = _on(judgement)
        return f"No statement of the policies that apply to you allows this action{on}."
    name = decision.statement.sid or f"number {decision.statement.index + 1}"
    reason = f"The statement {name} of the policy {decision.policy.name} denies it"
    looked_at = [
        f"{condition.key} is {_value(condition.value)} in this session"
        for record in decision.trace
        if record.statement is decision.statement and record.policy is decision.policy
        for condition in record.conditions
    ]
    return f"{reason}: {' and '.join(looked_at)}." if looked_at else f"{reason}."


def _value(value: object) -> str:
    if value is None:
        return "absent"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
