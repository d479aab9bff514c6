"""The classes of the account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import LIST_CLASSES
from console import targets
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.training.models import Class


@performs(LIST_CLASSES, on=targets.account)
@require_safe
def list_of_classes(request: ConsoleRequest) -> HttpResponse:
    """The account's classes, by name."""
    classes = Class.objects.filter(account=request.gate.principal.account).order_by("name")
    return render(request, "training/classes.html", {"classes": classes})
