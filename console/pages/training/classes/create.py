"""Create a class."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.actions import CREATE_CLASS
from accounts.errors import EntityAlreadyExists, ServiceError
from console.forms.training.classes import JOINING, PASSWORDS, CreateClassForm
from console.gate.decorators import performs
from console.gate.requests import ConsoleRequest
from console.pages.components.forms import render_with_error, require_safe_or_post, sent
from console.training import classes
from console.training.classes import BadClassName
from console.training.labs.labs import all_labs
from console.training.models import Class
from console.training.rosters import repeated
from console.training.targets import new_class
from console.web import flashes


@performs(CREATE_CLASS, on=new_class)
@require_safe_or_post
def create(request: ConsoleRequest) -> HttpResponse:
    """Name a class, its people, its policy and its labs (GET); make it with its seats (POST)."""
    labs, error = all_labs(), None
    start = {**CreateClassForm.START, "name": classes.suggested_name()}
    form = CreateClassForm(
        sent(request), initial=start, labs=[(lab.slug, lab.title) for lab in labs]
    )
    if form.is_valid():
        try:
            made = _create(request, form.cleaned_data)
        except (BadClassName, EntityAlreadyExists) as refused:
            form.add_error("name", str(refused))
        except ServiceError as refused:
            error = refused
        else:
            return redirect("class_seats", made.name)
    context = {"form": form, "labs": labs, "passwords": PASSWORDS, "joining": JOINING}
    return render_with_error(request, "training/classes/create.html", context, error)


def _create(request: ConsoleRequest, chosen: dict[str, Any]) -> Class:
    """Make the class, and say so."""
    facts = chosen | {"seats": chosen["seats"] or len(chosen["names"])}
    parameters = {"className": chosen["name"], "seats": facts["seats"], "labs": chosen["labs"]}
    account = request.gate.principal.account
    with request.gate.perform(CREATE_CLASS, **parameters):
        made = classes.create_class(account=account, now=request.real_now, **facts)
    twice = repeated(chosen["names"])
    text = f"{made.name} has {facts['seats']} seats. Learners join at the address below."
    flashes.success(request, "Class created", text)
    if twice:
        flashes.warning(
            request,
            "Several people have one name",
            f"{', '.join(twice)}: they join with the code of their seat.",
        )
    return made
