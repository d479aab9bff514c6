"""Everything stored, to be compared before and after a refusal."""

from functools import cache

from django.apps import apps
from django.db.models import ForeignKey, Model

from accounts.models import Account

NOBODYS = {"sessions.Session", "credentials.PasswordAttempts"}  # kept under keys, of no account
SKIPPED = {"sessions.Session", "console.Event"}


def rows() -> dict[str, list[dict[str, object]]]:
    """Every row of every table but sessions and events, those between users and groups included."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in SKIPPED
    }


def rows_beside(account: Account) -> dict[str, list[dict[str, object]]]:
    """Every row that is not this account's, events included; what is kept under keys is not."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in NOBODYS:
            way = _way_to_account(model)
            others = model.objects.exclude(**{way: account.pk}) if way else model.objects.all()
            found[model._meta.label] = list(others.order_by("pk").values())
    return found


@cache
def _way_to_account(model: type[Model]) -> str:
    """The lookup that leads from a row to its account; "" where none does.

    A policy may be AWS's own, so it is asked last whose a row is.
    """
    if model is Account:
        return "pk"
    fields = [field for field in model._meta.get_fields() if isinstance(field, ForeignKey)]
    fields.sort(key=lambda field: (field.related_model is not Account, field.name == "policy"))
    for field in fields:
        way = _way_to_account(field.related_model)
        if way:
            return field.name if way == "pk" else f"{field.name}__{way}"
    return ""
