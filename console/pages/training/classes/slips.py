"""Slips of paper for a class: each learner's address, code, account, users and passwords."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actions import GET_CLASS
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.pages.training.room import base_of, room
from console.training.models import Class
from console.training.slips import slips_of
from console.training.targets import named_class


@performs(GET_CLASS, on=named_class)
@require_safe
def slips(request: ConsoleRequest, class_name: str) -> HttpResponse:
    """Eight on a page of A4, to be cut."""
    found: Class = request.gate.row(GET_CLASS)
    context = {"class": found, "slips": slips_of(found, base_of(request)), **room(request, found)}
    return render(request, "training/classes/slips.html", context)
