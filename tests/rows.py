"""Everything stored, to be compared before and after a refusal."""

from django.apps import apps

SKIPPED = {"sessions.Session", "console.Event"}


def rows() -> dict[str, list[dict[str, object]]]:
    """Every row of every table but sessions and events, those between users and groups included."""
    return {
        model._meta.label: list(model.objects.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.label not in SKIPPED
    }
