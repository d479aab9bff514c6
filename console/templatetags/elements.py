"""Small elements of pages that stand within sentences and cells: times, icons, states.

They are functions because a file, which ends with a line break, would add a space behind them, and
because they are drawn often: a row's cells take a third of the time that a template takes for them
(0.15 ms less; the list of users has 60 rows), an icon that is drawn again almost none.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from console.web.words import words

register = template.Library()

STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


@register.filter
def ago(moment: datetime, now: datetime) -> str:
    """How long ago, in the largest whole unit: "134 days ago", "Just now".

    "In 3 hours" is what was done before the account's clock was set back.

    >>> [ago(datetime(2026, 1, day), datetime(2026, 1, 2)) for day in (1, 2, 4)]
    ['1 day ago', 'Just now', 'In 2 days']
    """
    seconds = int((now - moment).total_seconds())
    for length, name in STEPS:
        count = abs(seconds) // length
        if count >= 1:
            text = f"{count} {name}{'s' if count > 1 else ''}"
            return f"{text} ago" if seconds > 0 else f"In {text}"
    return "Just now"


@register.filter
def relative_time(moment: datetime, now: datetime) -> SafeString:
    """A time as how long before `now` it was; the exact time is its title."""
    return _time(moment, ago(moment, now))


@register.filter
def local_time(moment: datetime) -> SafeString:
    """Date and time of day: UTC, and in the reader's zone where scripts run."""
    return _time(moment, f"{moment:%B %-d, %Y, %H:%M} (UTC)", " data-local")


@register.filter
def local_date(moment: datetime) -> SafeString:
    """The same without the time of day."""
    return _time(moment, f"{moment:%B %-d, %Y}", ' data-local="day"')


def _time(moment: datetime, text: str, attribute: str = "") -> SafeString:
    at, title = f"{moment:%Y-%m-%dT%H:%M:%S+00:00}", f"{moment:%Y-%m-%d %H:%M} UTC"
    return mark_safe(f'<time datetime="{at}" title="{title}"{attribute}>{text}</time>')  # noqa: S308  figures


@register.simple_tag
@lru_cache(maxsize=128)
def icon(name: str, label: str = "") -> SafeString:
    """A picture, with its word if it carries meaning: `{% icon "error" label="Error" %}`."""
    html = render_to_string("components/icon.html", {"name": name, "label": label})
    return mark_safe(html.strip())  # noqa: S308  the template escapes


@register.simple_tag
def status(kind: str, text: str) -> SafeString:
    """A state in words, with its icon and colour: `{% status "success" "Active" %}`.

    `kind` is success, error, warning, pending or stopped.
    """
    html = '<span class="status status-{}">{} {}</span>'
    return format_html(html, kind, icon(kind), text)


@register.simple_tag
def info(slug: str) -> SafeString:
    """A link to what a word means, beside a heading: `{% info "access-key" %}`; nothing where
    explanations are off. KeyError for a word that is not explained."""
    word = words()[slug]
    if not settings.TEACH:
        return mark_safe("")
    html = (
        '<a class="info-link" href="{}?word={}" data-side-panel>Info'
        '<span class="visually-hidden"> on {}</span></a>'
    )
    return format_html(html, reverse("help"), slug, word.name)


@register.simple_tag
def credential_status(row: Any) -> SafeString:
    """Whether a credential is active."""
    return status("success", "Active") if row.is_active else status("stopped", "Inactive")


@register.simple_tag
def unseen(action_id: str, of: str = "") -> SafeString:
    """What stands for a value that needs an action: `{% unseen "iam:TagUser" "this user" %}`."""
    html = (
        '<span class="unseen" title="Needs {}">Access denied'
        '<span class="visually-hidden"> to {}</span></span>'
    )
    return format_html(html, f"{action_id} on {of}" if of else action_id, action_id)


@register.filter
def as_cells(cells: Iterable[Any], now: datetime) -> SafeString:
    """The cells of a list's row (components.tables.Cell); their times are seen from `now`."""
    return mark_safe("".join(_cell(cell, now) for cell in cells))  # noqa: S308  each is escaped


def _cell(cell: Any, now: datetime) -> SafeString:
    if cell.needs:
        return format_html("<td>{}</td>", unseen(cell.needs))
    lines: Iterable[SafeString] = map(escape, cell.lines)
    if cell.moment:
        lines = [local_time(cell.moment) if cell.exact else relative_time(cell.moment, now)]
    text = mark_safe("<br>".join(lines) or "-")  # noqa: S308  each line is escaped
    return format_html("<td>{}</td>", status(cell.state, text) if cell.state else text)
