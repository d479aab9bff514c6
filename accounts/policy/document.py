"""A policy document: JSON text -> frozen statements, compiled for an action on its first use."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from accounts.policy.conditions import Condition
from accounts.policy.grammar import NEW, condition_text, read, values
from accounts.policy.match import Context, Glob, resolve, shown, tokens
from accounts.policy.request import Request
from accounts.policy.resources import resource_matcher

Applies = Callable[[Request], bool]
Rules = tuple[tuple[Applies, "Statement"], ...]
INDEX_MAX = 512
NOTHING: dict[str, Any] = {}
CACHE_MAX = 1024
CACHED_LENGTH = 256  # of a pattern; longer ones, which no action has, would fill the memory


class Statement:
    """One statement; `index` is its place in the document, `sid` may be empty."""

    __slots__ = (
        "_conditions", "_raw", "_resources", "_text", "_variables", "_wild",
        "effect", "index", "not_action",
    )  # fmt: skip

    def __init__(self, index: int, raw: dict[str, Any], variables: bool) -> None:
        self.index = index
        self.effect: str = raw["Effect"]
        self.not_action = "NotAction" in raw
        self._raw = raw
        self._variables = variables
        self._text = ""
        self._wild = False
        self._conditions: tuple[Condition, ...] | None = None
        self._resources: Applies | None = None

    @property
    def elements(self) -> dict[str, Any]:
        """The statement as it was written."""
        return self._raw

    @property
    def sid(self) -> str:
        """The statement's name in its document; empty for none."""
        return str(self._raw.get("Sid", ""))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every operator and key of the statement; all of them must hold."""
        if self._conditions is None:
            variables = self._variables
            self._conditions = tuple(
                [
                    Condition(
                        name,
                        key,
                        tuple([condition_text(value) for value in values(held)]),
                        variables=variables,
                    )
                    for name, keys in self._raw.get("Condition", NOTHING).items()
                    for key, held in keys.items()
                ]
            )
        return self._conditions

    @property
    def actions(self) -> list[str]:
        """The patterns of Action or NotAction, as they are spelled."""
        return values(self._raw["NotAction" if self.not_action else "Action"])

    @property
    def is_everywhere(self) -> bool:
        """Whether the statement names every resource."""
        return "Resource" in self._raw and "*" in values(self._raw["Resource"])

    def matches_action(self, action: str) -> bool:
        """Whether the statement is about this action (lower-case)."""
        return self._names(action) is not self.not_action

    def _names(self, action: str) -> bool:
        """Most statements are about other actions, which one search over all names finds out."""
        actions = self.actions
        if not self._text:
            text = "\n".join(actions).lower()
            self._wild = "*" in text or "?" in text  # before the text: threads share statements
            self._text = text
        if not self._wild and action not in self._text:
            return False
        return _is_named(action, actions)

    @property
    def matches_resource(self) -> Applies:
        """A function of the request: whether the statement is about its resource."""
        if self._resources is None:
            self._resources = self._compile_resources()
        return self._resources

    def resources(self, containing: str, context: Context) -> Iterator[str]:
        """The patterns of Resource or NotResource that contain a text, with the context's values
        for variables; those with a variable that has no single value are left out.
        """
        for text in self._patterns():
            if containing in text:
                found = resolve(tokens(text, variables=self._variables), context)
                if found is not None:
                    yield shown(found)

    def _patterns(self) -> list[str]:
        return values(self._raw["NotResource" if "NotResource" in self._raw else "Resource"])

    def _compile_resources(self) -> Applies:
        negated, patterns = "NotResource" in self._raw, self._patterns()
        if "*" in patterns:
            return _never if negated else _always
        matchers = [resource_matcher(text, variables=self._variables) for text in patterns]
        if len(matchers) == 1 and not negated:
            return matchers[0]
        return lambda request: negated is not any(match(request) for match in matchers)

    def rule(self) -> Applies:
        """A function of the request: whether resource and conditions hold."""
        resource, conditions = self.matches_resource, self.conditions
        if not conditions:
            return resource
        if len(conditions) > 1:
            return lambda request: (
                resource(request)
                and all(condition.matches(request.context) for condition in conditions)
            )
        holds: Callable[[Context], bool] = conditions[0].matches
        return lambda request: resource(request) and holds(request.context)


def _is_named(action: str, patterns: list[str]) -> bool:
    """Whether one of the patterns fits the action (lower-case)."""
    lowered = [pattern.lower() for pattern in patterns]
    return action in lowered or any(
        _glob(one).matches(action) for one in lowered if "*" in one or "?" in one
    )


def _always(_request: Request) -> bool:
    return True


def _never(_request: Request) -> bool:
    return False


def _glob(pattern: str) -> Glob:
    return _kept_glob(pattern) if len(pattern) <= CACHED_LENGTH else _kept_glob.__wrapped__(pattern)


@lru_cache(maxsize=CACHE_MAX)
def _kept_glob(pattern: str) -> Glob:
    return Glob(tokens(pattern, variables=False))


class Document:
    """A compiled policy document. `index` is what was compiled so far, by action; `text` is what
    was parsed.
    """

    __slots__ = ("index", "statements", "text", "version")

    def __init__(self, version: str, raw: list[dict[str, Any]], text: str) -> None:
        self.version = version
        self.text = text
        self.statements = tuple(
            Statement(index, one, version == NEW) for index, one in enumerate(raw)
        )
        self.index: dict[str, tuple[Rules, Rules]] = {}

    def compile(self, action: str) -> tuple[Rules, Rules]:
        """The deny rules and the allow rules about an action, kept in `index` as it is spelled."""
        lowered = action.lower()
        about = [(one.rule(), one) for one in self.statements if one.matches_action(lowered)]
        found = (
            tuple(rule for rule in about if rule[1].effect == "Deny"),
            tuple(rule for rule in about if rule[1].effect == "Allow"),
        )
        if len(self.index) >= INDEX_MAX:
            self.index.clear()
        self.index[action] = found
        return found


def parse(text: str, *, new: bool = False, inline: bool = False) -> Document:
    """JSON text -> Document, or MalformedPolicyDocument in AWS's words.

    `new=True` is for a document to be stored now, in a user or a group if `inline`: it must be
    version 2012-10-17 and pass every rule. Without it a stored document is read: its structure
    must be whole, and version 2008-10-17, or none, has that version's meaning: policy variables
    are plain text.
    """
    return Document(*read(text, new=new, inline=inline), text)


@lru_cache(maxsize=CACHE_MAX)
def compiled(text: str) -> Document:
    """`parse` of a stored document, once for each text."""
    return parse(text)
