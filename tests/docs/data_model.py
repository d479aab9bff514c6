"""Writes docs/data-model.md from the models: `python -m tests.docs.data_model`.

The drawing is a Mermaid entity-relationship diagram, which Git hosts and editors render.
"""

import inspect
import os
from collections.abc import Iterator

import django
from django.apps import apps
from django.db.models import (
    Field,
    ForeignKey,
    ManyToManyField,
    Model,
    OneToOneField,
    UniqueConstraint,
)
from django.db.models.functions import Lower

from tests.browser.server import ROOT

PATH = ROOT / "docs/data-model.md"
APPS = ("accounts", "credentials", "console", "training")
HEAD = """\
# The data model

Written from the models by `python -m tests.docs.data_model`; a test compares it. Sessions of
signed-in users are in Django's own table, `django_session`.

In the drawing `||` is exactly one, `|o` or `o|` at most one, `o{` and `}o` any number; each line
has the name of its field. In the tables, `?` marks a column that may be null. What is sealed and
what is hashed: [SECURITY.md](../SECURITY.md).
"""


def data_model() -> str:
    """The whole document."""
    lines = [HEAD, "```mermaid", "erDiagram"]
    lines += [f"    {line}" for model in models() for line in _relations(model)]
    lines.append("```")
    for label in APPS:
        lines += ["", f"## {label}"]
        for model in models(label):
            lines += ["", *_described(model)]
    return "\n".join(lines) + "\n"


def models(*labels: str) -> list[type[Model]]:
    """The models of these apps, in the order in which they are written."""
    return [model for label in labels or APPS for model in apps.get_app_config(label).get_models()]


def _relations(model: type[Model]) -> Iterator[str]:
    for field in _columns(model):
        if isinstance(field, ForeignKey):
            one = "|o" if field.null else "||"
            many = "o|" if isinstance(field, OneToOneField) else "o{"
            yield f"{_target(field)} {one}--{many} {model.__name__} : {field.name}"
    for field in model._meta.local_many_to_many:
        yield f"{model.__name__} }}o--o{{ {_target(field)} : {field.name}"
    if not any(field.is_relation for field in model._meta.get_fields()):
        yield model.__name__


def _described(model: type[Model]) -> Iterator[str]:
    summary = inspect.getdoc(model) or ""
    yield f"### {model.__name__}"
    yield ""
    yield " ".join(summary.split("\n\n")[0].split())
    yield ""
    yield "| Column | Type |"
    yield "|---|---|"
    for field in _columns(model):
        yield f"| {field.name}{'?' if field.null else ''} | {_type(field)} |"
    for field in model._meta.local_many_to_many:
        yield f"| {field.name} | any number of {_target(field)} |"
    unique = [each for each in model._meta.constraints if isinstance(each, UniqueConstraint)]
    if unique:
        yield ""
        yield "Unique: " + "; ".join(map(_together, unique)) + "."


def _columns(model: type[Model]) -> list[Field]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def _type(field: Field) -> str:
    if isinstance(field, ForeignKey):
        return f"{_target(field)}{', unique' if field.unique else ''}"
    kind = field.get_internal_type().removesuffix("Field")
    length = f"({field.max_length})" if field.max_length else ""
    return f"{kind}{length}{', unique' if field.unique else ''}"


def _together(constraint: UniqueConstraint) -> str:
    """The columns of a unique constraint: `account, user_name in any case`."""
    names = list(constraint.fields)
    for expression in constraint.expressions:
        lowered = isinstance(expression, Lower)
        column = expression.get_source_expressions()[0] if lowered else expression
        names.append(f"{column.name} in any case" if lowered else column.name)
    return ", ".join(names)


def _target(field: ForeignKey | ManyToManyField) -> str:
    return field.related_model.__name__


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    PATH.write_text(data_model())
