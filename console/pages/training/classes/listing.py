"""The classes of the account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import CREATE_CLASS, LIST_CLASSES
from console import targets
from console.gate.decorators import offers, performs
from console.gate.requests import ConsoleRequest
from console.training import classes
from console.training.targets import new_class


@offers(CREATE_CLASS, on=new_class)
@performs(LIST_CLASSES, on=targets.account)
@require_safe
def list_of_classes(request: ConsoleRequest) -> HttpResponse:
    """The account's classes, by name."""
    found = classes.list_classes(account=request.gate.principal.account)
    return render(request, "training/classes/list.html", {"classes": found})
