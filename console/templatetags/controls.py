"""Controls of pages: what leads to an action, or says why it does not."""

from typing import Any

from django import template
from django.utils.text import slugify

from accounts.actions import BY_ID
from console.web import subject
from console.web.quotas import LIMITS, QUOTAS

register = template.Library()


def _allowed(context: Any, needs: str) -> bool:
    return not needs or bool(context["request"].gate.allows(BY_ID[needs]))


def _address(context: Any, url: str) -> str:
    """An address as it is; of a name, the address of that name beside this page."""
    if not url or url.startswith("/"):
        return url
    return subject.subject_url(context["request"], url)


def _described(context: Any, text: str, url: str, needs: str, on: str) -> dict[str, Any]:
    """What all controls have: words, address, and the reason to be off ("" for none)."""
    return {
        "text": text,
        "url": _address(context, url),
        "id": slugify(f"{text} {needs}"),
        "off": "" if _allowed(context, needs) else f"Needs {needs} {on}",
    }


@register.inclusion_tag("components/controls/control.html", takes_context=True)
def control(
    context: Any,
    text: str,
    url: str,
    *,
    needs: str = "",
    on: str = "in this session",
    off: str = "",
    quota: str = "",
    full: bool = False,
    dialog: bool = False,
    primary: bool = False,
) -> dict[str, Any]:
    """A button that leads to an action: `{% control "Delete" url needs="iam:DeleteUser" %}`.

    url      an address, or the name of one beside this page
    needs    the action's id; the button is off, and says so, where it is not allowed `on` that
    off      another reason to be off
    quota    a name in QUOTAS; `full` says that it is reached
    dialog   whether the page opens as a dialog; primary: the page's main button
    """
    described = _described(context, text, url, needs, on)
    reached = QUOTAS[quota].reached(context["subject_has"]) if full else ""
    reason = reached or off or described["off"]
    return described | {"off": reason, "dialog": dialog, "primary": primary}


@register.inclusion_tag("components/controls/row_control.html", takes_context=True)
def row_control(
    context: Any,
    text: str,
    url: str,
    *,
    needs: str,
    form: str,
    select: str,
    on: str = "in this session",
    unfit: str = "",
    unfit_why: str = "",
) -> dict[str, Any]:
    """A button for the selected row of a list.

    `form` is the id of the form that the rows' boxes belong to, `select` what is said while no row
    is selected. For a row of the kind `unfit` the button is off: `unfit_why`.
    """
    described = _described(context, text, url, needs, on)
    return described | {"form": form, "select": select, "unfit": unfit, "unfit_why": unfit_why}


@register.inclusion_tag("components/controls/menu_item.html", takes_context=True)
def menu_item(
    context: Any, text: str, url: str, *, needs: str, form: str = "", only: str = ""
) -> dict[str, Any]:
    """An item of a menu, drawn where its action is allowed.

    With `form` it acts on the row selected there; with `only` on rows of that status alone.
    """
    allowed = _allowed(context, needs)
    address = _address(context, url)
    return {"allowed": allowed, "text": text, "url": address, "form": form, "only": only}


@register.inclusion_tag("components/lists/empty.html", takes_context=True)
def empty_list(
    context: Any,
    heading: str,
    body: str,
    *,
    text: str = "",
    url: str = "",
    needs: str = "",
    dialog: bool = False,
) -> dict[str, Any]:
    """Says that a list has nothing, and leads to making the first where that is allowed."""
    described = _described(context, text, url, needs, "") if text else {"off": "nothing to make"}
    return described | {"heading": heading, "body": body, "dialog": dialog}


@register.simple_tag
def limited(text: str) -> str:
    """A text with the limits that it names: `{% limited "Up to {user_name} characters." %}`."""
    return text.format(**LIMITS)


@register.simple_tag
def quota(name: str, *, in_words: bool = False) -> int | str:
    """How many there may be: `{% quota "access_keys" in_words=True %}`."""
    return QUOTAS[name].in_words if in_words else QUOTAS[name].number
