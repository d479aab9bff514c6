"""Names and paths of users, groups and policies: what they may be, and listing by a prefix."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.db.models.functions import Left, Lower
from django.db.models.lookups import Exact

from accounts.constraints import NAME_PATTERN, NAME_RULE, PATH_RULE, check_value, text_breaches

PATH_PATTERN = r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"
PATH_MAX = 512

Row = TypeVar("Row", bound=Model)


def check_name(member: str, name: str, *, maximum: int) -> None:
    """ValidationError unless it is a name of 1 to `maximum` characters."""
    check_value(member, name, rule=NAME_RULE, pattern=NAME_PATTERN, maximum=maximum)


def is_name(name: str, *, maximum: int) -> bool:
    """Whether it is a name of 1 to `maximum` characters."""
    return not text_breaches("name", name, maximum=maximum, pattern=NAME_PATTERN)


def check_path(path: str, member: str = "path", *, pattern: str = PATH_PATTERN) -> None:
    """ValidationError unless it is a path: a slash, or printable ASCII between two slashes.

    Paths of policies have a narrower `pattern`.
    """
    check_value(member, path, rule=PATH_RULE, pattern=pattern, maximum=PATH_MAX)


def under(rows: QuerySet[Row], path_prefix: str) -> QuerySet[Row]:
    """The rows whose path begins with the prefix, letter by letter, on every database."""
    if path_prefix == "/":
        return rows
    return rows.filter(Exact(Left("path", len(path_prefix)), path_prefix))


def named(rows: QuerySet[Row], field: str, name: str) -> QuerySet[Row]:
    """The row whose name this is, whatever the case of the letters; at most one in an account."""
    return rows.filter(Exact(Lower(field), name.lower()))
