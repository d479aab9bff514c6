"""The editor of policy documents: open, check, or save."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import HttpResponse

from accounts.errors import MalformedPolicyDocument, ServiceError
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, sent
from console.pages.components.policy_check import Checked, checked
from console.pages.components.policy_findings import pane_of


@dataclass(frozen=True, slots=True)
class Editing:
    """A page with a policy document to be edited.

    `inline` says that the document is one of a user or a group. `limit` are the characters that
    the document may have, white space not counted; `perform` keeps what the valid form has and
    answers, or raises a ServiceError, which the page then shows.
    """

    template: str
    form: type[Form]
    initial: Mapping[str, Any]
    limit: int
    perform: Callable[[Form], HttpResponse]
    context: Mapping[str, Any] = field(default_factory=dict)
    inline: bool = False


def edit(request: ConsoleRequest, editing: Editing) -> HttpResponse:
    """The editor (GET), its document checked ("check" in a POST), or kept (any other POST).

    Checking is a call of ValidatePolicy, where it is allowed, and calls nothing else.
    """
    form = editing.form(sent(request), initial=dict(editing.initial))
    found: Checked | None = None
    error: ServiceError | None = None
    if "check" in request.POST:
        form.is_valid()
        found = _check(form, editing)
        for name in set(form.errors) - {"document"}:
            del form.errors[name]
    elif form.is_valid():
        try:
            return editing.perform(form)
        except MalformedPolicyDocument as refused:
            error, found = refused, _check(form, editing)
        except ServiceError as refused:
            error = refused
    if found and found.fault:
        form.fields["document"].widget.attrs["aria-invalid"] = "true"
    context = {
        **editing.context,
        "form": form,
        "checked": found,
        "limit": editing.limit,
        "pane": pane_of(request, form.cleaned_data.get("document") if found else None),
    }
    return render_with_error(request, editing.template, context, error)


def _check(form: Form, editing: Editing) -> Checked | None:
    document = form.cleaned_data.get("document", "")
    return checked(document, editing.limit, inline=editing.inline) if document else None
