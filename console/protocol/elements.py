"""Values as XML elements with the names that a model's `locationName`s give them.

EC2 and S3 write so; IAM and STS, whose models rename nothing, have `xml.py`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from botocore.model import ListShape, Shape, StructureShape

from console.protocol.xml import escape

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def members(shape: StructureShape, values: Mapping[str, Any]) -> str:
    """The members that have a value, in the order given. KeyError for one the model has not."""
    return "".join(
        element(shape.members[name].serialization.get("name", name), shape.members[name], value)
        for name, value in values.items()
        if value is not None
    )


def element(name: str, shape: Shape, value: Any) -> str:
    """A value as an element of that name."""
    return f"<{name}>{_content(shape, value)}</{name}>"


def _content(shape: Shape, value: Any) -> str:
    if isinstance(shape, StructureShape):
        return members(shape, value)
    if isinstance(shape, ListShape):
        name = shape.member.serialization["name"]
        return "".join(element(name, shape.member, each) for each in value)
    return _SCALARS[shape.type_name](value)


def _time(value: datetime) -> str:
    """A UTC time in milliseconds."""
    return f"{value:%Y-%m-%dT%H:%M:%S}.{value.microsecond // 1000:03}Z"


_SCALARS: dict[str, Callable[[Any], str]] = {
    "string": escape,
    "integer": str,
    "boolean": lambda value: "true" if value else "false",
    "timestamp": _time,
}
