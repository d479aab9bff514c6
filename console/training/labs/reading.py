"""Read a lab's YAML: plain data only, within bounds, before anything is made of it.

YAML can say much with few letters: an alias repeats what stands elsewhere, a tag makes an object. A
lab needs neither, so both are refused, and so is a key that stands twice.
"""

import re
from typing import Any, ClassVar

import yaml

BYTES_MAX = 64 * 1024
DEPTH_MAX = 24
NODES_MAX = 5000
WORDS = (  # what is no text: only what JSON has; "no", dates and 012345 are texts
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]{0,9})$", "-0123456789"),
)


class LabError(Exception):
    """What is wrong with a lab, in one sentence for its author."""


class _Loader(yaml.CSafeLoader):
    """YAML's safe loader with fewer words."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if not isinstance(key, str):
                raise LabError("A key is no text.")
            if keys.count(key) > 1:
                raise LabError(f'"{key[:40]}" stands twice in one place.')
        return super().construct_mapping(node, deep=deep)


for _word, _pattern, _first in WORDS:
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_word}", re.compile(_pattern), _first)


def read(text: bytes) -> Any:
    """The data of a YAML text; LabError for what is no YAML, too large, or more than plain data."""
    if len(text) > BYTES_MAX:
        raise LabError(f"It is larger than {BYTES_MAX // 1024} KB.")
    try:
        _check_shape(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, with fewer words
    except yaml.YAMLError as error:
        raise LabError(f"It is no YAML that can be read: {' '.join(str(error).split())}") from error
    except ValueError as error:
        raise LabError("It holds a value that cannot be read.") from error


def _check_shape(text: bytes) -> None:
    """LabError for aliases, tags, several documents, or too much of anything."""
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
        elif isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            _check_plain(event)
        if depth > DEPTH_MAX or nodes > NODES_MAX or documents > 1:
            raise LabError("It has too many parts, or parts within parts.")


def _check_plain(event: Any) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor:
        raise LabError("It has an alias (& or *): write the text again.")
    if getattr(event, "tag", None):
        raise LabError("It has a tag (!): a lab holds plain data.")
