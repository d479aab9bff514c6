"""A document and its statements as the checks look at them: whatever is missing or odd is empty."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from accounts.policy.conditions import OPERATORS, split_name
from accounts.validation.nodes import Node

NEW = "2012-10-17"
ACTIONS = ("Action", "NotAction")
RESOURCES = ("Resource", "NotResource")


@dataclass(frozen=True)
class Condition:
    """One operator, one key and its values; `operator` is None for a name that is none."""

    name: Node
    key: Node
    held: Node

    @cached_property
    def split(self) -> tuple[str, str, bool] | None:
        """The operator as (set prefix, base name, IfExists?)."""
        return split_name(self.name.value)

    @property
    def base(self) -> str:
        """The operator's base name, "" for an unknown one."""
        return self.split[1] if self.split else ""

    @property
    def prefix(self) -> str:
        return self.split[0] if self.split else ""

    @property
    def if_exists(self) -> bool:
        return bool(self.split and self.split[2])

    @property
    def takes_variables(self) -> bool:
        return self.base in OPERATORS and OPERATORS[self.base].variables

    @property
    def lowered(self) -> str:
        """The key as it is compared: without case."""
        return str(self.key.value).lower()

    @cached_property
    def values(self) -> tuple[str, ...]:
        """The values as texts, JSON's booleans too."""
        return tuple(text_of(node) for node in self.held.listed if node.kind == "scalar")


@dataclass(frozen=True)
class Statement:
    """One statement; `node` is its object."""

    node: Node
    index: int

    @property
    def effect(self) -> str:
        return self._text("Effect")

    @property
    def sid(self) -> str:
        return self._text("Sid")

    def _text(self, name: str) -> str:
        node = self.node.parts.get(name)
        return str(node.value) if node is not None and node.is_text else ""

    @property
    def not_action(self) -> bool:
        return "NotAction" in self.node.parts

    @property
    def not_resource(self) -> bool:
        return "NotResource" in self.node.parts

    @cached_property
    def actions(self) -> tuple[Node, ...]:
        """The strings of Action or NotAction."""
        return self._strings(ACTIONS)

    @cached_property
    def resources(self) -> tuple[Node, ...]:
        """The strings of Resource or NotResource."""
        return self._strings(RESOURCES)

    def _strings(self, names: tuple[str, ...]) -> tuple[Node, ...]:
        held = [self.node.parts[name] for name in names if name in self.node.parts]
        return held[0].texts if held else ()

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """Every key of every operator."""
        return tuple(self._conditions())

    def _conditions(self) -> Iterator[Condition]:
        block = self.node.parts.get("Condition")
        for name, keys in block.parts.items() if block else ():
            for key, held in keys.parts.items():
                yield Condition(block.keys[name], keys.keys[key], held)  # type: ignore[union-attr]

    def has_key(self, lowered: str) -> bool:
        """Whether a condition is about this key (lower-case)."""
        return any(condition.lowered == lowered for condition in self.conditions)


@dataclass(frozen=True)
class Policy:
    """A document: its root node and its statements."""

    root: Node
    text: str

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        held = self.root.parts.get("Statement")
        nodes = held.listed if held else ()
        objects = [node for node in nodes if node.kind == "object"]
        return tuple(Statement(node, index) for index, node in enumerate(objects))

    @property
    def has_variables(self) -> bool:
        """Whether `${...}` is a variable: in the newer version of the language alone."""
        version = self.root.parts.get("Version")
        return version is not None and version.value == NEW


def text_of(node: Node) -> str:
    """A scalar as the engine compares it."""
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    return "" if node.value is None else str(node.value)
