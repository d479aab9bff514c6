"""Filters for the words and figures of the console."""

from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField, CheckboxInput, FileInput, PasswordInput
from django.template.defaultfilters import pluralize

from accounts.actions import BY_ID
from console import __version__
from console.web import command_lines as commands
from console.web import flashes, subject
from credentials.operations.session_tokens import revoke_older_sessions

register = template.Library()

REGIONS = {"us-east-1": "US East (N. Virginia)", "eu-west-1": "Europe (Ireland)"}
NAMES_SHOWN = 5


@register.filter
def dashed(account_id: str) -> str:
    """An account id as the console prints it.

    >>> dashed("123456789012")
    '1234-5678-9012'
    """
    return "-".join((account_id[:4], account_id[4:8], account_id[8:]))


@register.filter
def in_fours(text: str) -> list[str]:
    """A long text in groups of four, for who types it.

    >>> in_fours("JBSWY3DPEH")
    ['JBSW', 'Y3DP', 'EH']
    """
    return [text[start : start + 4] for start in range(0, len(text), 4)]


@register.filter
def line_numbers(text: str) -> str:
    """The numbers of a text's lines, one below another. A line break at the end begins no line.

    >>> line_numbers("a\\nb\\n").split()
    ['1', '2']
    """
    return "\n".join(map(str, range(1, text.removesuffix("\n").count("\n") + 2)))


@register.filter
def region(code: str) -> str:
    """A region as the console prints it.

    >>> region("us-east-1")
    'US East (N. Virginia) us-east-1'
    """
    return f"{REGIONS[code]} {code}"


@register.filter
def duration(seconds: int) -> str:
    """A time to wait.

    >>> duration(269), duration(300), duration(45)
    ('4 min 29 s', '5 min 0 s', '45 s')
    """
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


@register.filter
def attempts_left(left: int) -> str:
    """What a failure says of further attempts; nothing for 0, which is not said.

    >>> attempts_left(3), attempts_left(1)
    ('3 attempts left.', '1 attempt left.')
    """
    return f"{left} attempt{pluralize(left)} left." if left else ""


@register.simple_tag
def version() -> str:
    """The version of this software, for the footer."""
    return __version__


@register.simple_tag(takes_context=True)
def allows(context: Any, action_id: str) -> bool:
    """Whether an action that the view declared is allowed: `{% allows "iam:TagUser" as ok %}`."""
    return bool(context["request"].gate.allows(BY_ID[action_id]))


@register.simple_tag(takes_context=True)
def names_allowed(context: Any, action_id: str, rule: str = "", what: str = "") -> str:
    """A rule for a name, followed by the names that the policies allow in this form.

    Nothing where they name none: `{% names_allowed "iam:CreateGroup" as rule %}`.
    """
    names = context["request"].gate.names.get(BY_ID[action_id], [])
    others = ["others"] if len(names) > NAMES_SHOWN else []
    shown = " or ".join(names[:NAMES_SHOWN] + others)
    said = f"Your policies allow {what or 'names that match'} {shown}." if names else ""
    return f"{rule}. {said}" if rule and said else rule or said


@register.simple_tag(takes_context=True)
def allows_for(context: Any, action_id: str, row: Any) -> bool:
    """Whether an action declared for each row is allowed on this one."""
    return bool(context["request"].gate.allows_for(BY_ID[action_id], row))


@register.simple_tag(takes_context=True)
def subject_url(context: Any, name: str, **kwargs: str) -> str:
    """The URL of that name for the page's subject: `{% subject_url "upload" %}`."""
    return subject.subject_url(context["request"], name, **kwargs)


@register.inclusion_tag("components/credentials_crumb.html", takes_context=True)
def credentials_crumb(context: Any, page: str = "security_credentials") -> dict[str, str]:
    """The breadcrumbs that lead to the page of credentials: the caller's own or a user's."""
    request = context["request"]
    return {"user_name": subject.named_in(request), "url": subject.subject_url(request, page)}


@register.inclusion_tag("components/command_line.html")
def command_line(action_id: str, **parameters: str) -> dict[str, object]:
    """The equivalent aws command, to unfold and copy: `{% command_line "iam:GetUser" %}`."""
    return command_lines([commands.command_line(BY_ID[action_id], **parameters)])


@register.inclusion_tag("components/command_line.html")
def command_lines(lines: list[str]) -> dict[str, object]:
    """The equivalent aws commands of several calls, in their order: `{% command_lines lines %}`."""
    option = commands.endpoint_option(settings.BASE_URL)
    each = [(line, commands.is_call(line)) for line in lines]
    return {
        "commands": each,
        "endpoint": option,
        "bare": "\n".join(lines),
        "full": "\n".join(f"{line} {option}" if called else line for line, called in each),
    }


@register.inclusion_tag("credentials/access_keys/live_sessions.html", takes_context=True)
def live_sessions(context: Any, access_key: Any) -> dict[str, Any]:
    """Says that sessions outlive an access key, if there may be any: `{% live_sessions row %}`."""
    now, until = context["request"].now, access_key.sessions_until
    return {
        "until": until if until and until > now else None,
        "user_name": access_key.user.user_name,
        "document": revoke_older_sessions(now),
    }


@register.inclusion_tag("components/messages/flashbar.html", takes_context=True)
def flashbar(context: Any) -> dict[str, object]:
    """The messages that wait for the user; those that are drawn here are not shown again."""
    return {"flashes": list(flashes.take(context["request"]))}


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_file(field: BoundField) -> bool:
    return isinstance(field.field.widget, FileInput)


@register.filter
def is_password(field: BoundField) -> bool:
    return isinstance(field.field.widget, PasswordInput)


@register.filter
def described(field: BoundField, constraint: str = "") -> str:
    """The control, tied to its error, hint and constraint (the error first)."""
    name = field.id_for_label
    parts = [("error", field.errors), ("hint", field.help_text), ("constraint", constraint)]
    by = " ".join(f"{name}-{part}" for part, shown in parts if shown)
    attributes: dict[str, str | bool] = {"aria-describedby": by} if by else {}
    if field.errors:
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)
