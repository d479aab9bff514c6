"""What would have allowed a refused call, as a page shows it: words, lines, commands and links.

The page includes `troubleshooter/suggestions.html` with what `suggestions_of` gives.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from accounts.authorization import authorize
from accounts.policy import AppliedPolicy, Request
from accounts.suggestions import (
    Edit,
    Kind,
    Line,
    Situation,
    Step,
    Suggestion,
    Who,
    difference,
    suggest,
)
from console.advice import Links, how_to, links_of, words_of
from console.gate.requests import ConsoleRequest
from console.pages.components.simulator_links import simulator_url
from console.web.command_lines import command_line

NUMBERS = {2: "Two", 3: "Three"}
OPEN = 3  # the others are folded


@dataclass(frozen=True, slots=True)
class Editor:
    """Where a policy is edited: the form sends the changed text to be checked, and saves nothing.

    `fields` are the hidden fields beside the document's.
    """

    url: str
    title: str
    document: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step: what to do, the policy's lines that change, the command, and where it is done."""

    sentence: str
    lines: tuple[Line, ...] = ()
    policy_name: str = ""
    commands: tuple[str, ...] = ()
    editor: Editor | None = None
    links: Links = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """One suggestion: `who` can do it, and whether it is unfolded at first."""

    who: str
    title: str
    steps: tuple[ShownStep, ...]
    cost: str
    weakens: str
    simulator: str
    is_open: bool


def suggestions_of(
    request: ConsoleRequest, policies: Iterable[AppliedPolicy], asked: Request, *, own: bool
) -> list[Shown]:
    """The suggestions for what was asked under these policies (boundary and session's included).

    `own`: whoever looks is who asked. They are told where to do at once what they can; who may edit
    a policy is led to its editor. At most one query.
    """
    found = suggest(Situation.of(policies, asked))
    return [_shown(request, one, own, number <= OPEN) for number, one in enumerate(found, 1)]


def _shown(request: ConsoleRequest, one: Suggestion, own: bool, is_open: bool) -> Shown:
    is_single = len(one.steps) == 1
    steps = tuple(_step(request, step, own, is_single) for step in one.steps)
    return Shown(
        who=_who(one, own),
        title=steps[0].sentence if is_single else _several(one),
        steps=steps,
        cost=one.cost.sentence if one.cost else _uncounted(one),
        weakens=one.weakens,
        simulator=simulator_url(one),
        is_open=is_open,
    )


def _several(one: Suggestion) -> str:
    named = ", then ".join(_in_short(step) for step in one.steps)
    return f"{NUMBERS[len(one.steps)]} steps: {named}."


def _in_short(step: Step) -> str:
    policy = f" ({step.edit.held.policy.name})" if step.edit else ""
    return f"{step.kind.value}{policy}"


def _uncounted(one: Suggestion) -> str:
    if not one.changes_policies:
        return ""
    return "What else it allows was not counted: there are too many statements."


def _who(one: Suggestion, own: bool) -> str:
    if one.who is Who.CALLER:
        return "You can do this now" if own else "The caller can do this"
    if one.who is Who.EDITION:
        return "Another published version"
    needs_caller = any(step.who is Who.CALLER for step in one.steps)
    if needs_caller:
        return f"{'You' if own else 'The caller'} and an administrator together"
    return "An administrator can do this"


def _step(request: ConsoleRequest, step: Step, own: bool, is_single: bool) -> ShownStep:
    command, edit = step.command, step.edit
    by_caller = own and step.who is Who.CALLER
    is_shown = edit is not None and edit.after is not None and edit.held.editable
    return ShownStep(
        sentence=_words(request, step, is_single) if by_caller else step.sentence,
        lines=difference(edit.text_before, edit.text_after) if edit and is_shown else (),
        policy_name=edit.held.policy.name if edit else "",
        commands=(command_line(command.action, **command.parameters),) if command else (),
        editor=editor_of(edit) if edit and _may_edit(request, step) else None,
        links=links_of(request, step) if by_caller and not _is_done(request, step) else [],
    )


def _words(request: ConsoleRequest, step: Step, is_single: bool) -> str:
    if _is_done(request, step):
        return "You have signed in with MFA since then."
    return words_of(request, step) if is_single else how_to(request, step)


def _is_done(request: ConsoleRequest, step: Step) -> bool:
    """Whether the caller did since then what the step asks for."""
    is_session = step.asked is None
    return step.kind is Kind.MFA and is_session and bool(request.gate.principal.mfa)


def _may_edit(request: ConsoleRequest, step: Step) -> bool:
    """Whether whoever looks may take the step: only then the editor is of use to them."""
    command, edit = step.command, step.edit
    if command is None or edit is None:
        return False
    policy, gate = edit.held.policy, request.gate
    decision = authorize(
        gate.policies,
        action=command.action.id,
        resource=policy.arn or policy.attached_to[0],
        context=gate.context,
        session=gate.session_policies,
    )
    return decision.allowed


def editor_of(edit: Edit) -> Editor | None:
    """The editor of the policy that changes; None for one that is attached or taken away, or whose
    user or group is not known.
    """
    held, policy = edit.held, edit.held.policy
    if edit.after is None or policy.session or not held.editable:
        return None
    title = f"Open {policy.name} in the editor with this change"
    if policy.arn is not None:
        url = reverse("edit_policy", args=[policy.arn])
        return Editor(url, title, edit.text_after, (("set_as_default", "on"),))
    if edit.before is None:
        url = reverse("create_user_policy", args=[held.user])
        return Editor(
            url, "Open it in the editor", edit.text_after, (("policy_name", policy.name),)
        )
    if held.user or held.group:
        name = "edit_user_policy" if held.user else "edit_group_policy"
        url = reverse(name, args=[held.user or held.group, policy.name])
        return Editor(url, title, edit.text_after)
    return None
