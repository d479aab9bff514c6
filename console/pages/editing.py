"""The editor of policy documents: opened, checked without keeping, or kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render

from accounts.errors import MalformedPolicyDocument, ServiceError
from console.pages.documents import Checked, checked
from console.requests import ConsoleRequest


@dataclass(frozen=True, slots=True)
class Editing:
    """A page with a policy document to be edited.

    `limit` are the characters that the document may have, white space not counted; `perform` keeps
    what the valid form has and answers, or raises a ServiceError, which the page then shows.
    """

    template: str
    form: type[Form]
    initial: Mapping[str, Any]
    limit: int
    perform: Callable[[Form], HttpResponse]
    context: Mapping[str, Any] = field(default_factory=dict)


def edit(request: ConsoleRequest, editing: Editing) -> HttpResponse:
    """The editor (GET), its document checked ("check" in a POST), or kept (any other POST).

    Checking calls nothing and leaves no event.
    """
    sent = request.POST if request.method == "POST" else None
    form = editing.form(sent, initial=dict(editing.initial))
    found: Checked | None = None
    error: ServiceError | None = None
    if sent is not None and "check" in sent:
        form.is_valid()
        found = _check(form, editing.limit)
        for name in set(form.errors) - {"document"}:
            del form.errors[name]
    elif form.is_valid():
        try:
            return editing.perform(form)
        except MalformedPolicyDocument as refused:
            error, found = refused, _check(form, editing.limit)
        except ServiceError as refused:
            error = refused
    if found and found.fault:
        form.fields["document"].widget.attrs["aria-invalid"] = "true"
    context = {
        **editing.context,
        "form": form,
        "error": error,
        "checked": found,
        "limit": editing.limit,
    }
    status = error.status if error else 200
    return render(request, editing.template, context, status=status)


def _check(form: Form, limit: int) -> Checked | None:
    document = form.cleaned_data.get("document", "")
    return checked(document, limit) if document else None
