"""Every constraint that the service models put on a parameter, broken once at every operation.

The models say what they are; here stand AWS's words for a breach, and that nothing is written. A
new operation joins by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from botocore.model import ListShape, Shape

from console.models import Event
from console.protocol import service_models
from tests.api.raw import Key, body_of, code, message, send
from tests.api.walks.test_every_operation import NAMES, SAMPLES
from tests.api.walks.test_names import RULES, beside_keys

LONGEST = 25_000  # a policy's text may be longer: that is tried at one operation


@dataclass(frozen=True)
class Member:
    """A parameter of an operation, and its shape by the model."""

    service: str
    action: str
    name: str
    shape: Shape

    @property
    def spelled(self) -> str:
        return self.name[0].lower() + self.name[1:]

    def __str__(self) -> str:
        return f"{self.service}:{self.action} {self.name}"


def members(kind: str) -> Iterator[Member]:
    for service, action in NAMES:
        shape = service_models.operation(service, action).input_shape
        for name, member in (shape.members if shape else {}).items():
            if member.type_name == kind:
                yield Member(service, action, name, member)


def body(member: Member, value: str, *, also: dict[str, str] | None = None) -> str:
    shape = service_models.operation(member.service, member.action).input_shape
    usual = {
        name: sample
        for name, sample in SAMPLES.items()
        if name.partition(".")[0] in shape.required_members
    }
    return body_of(member.action, member.service, **{**usual, member.name: value, **(also or {})})


def is_of_texts(item: Shape) -> bool:
    """Whether an element of a list is a text, or a structure of texts, such as a tag."""
    shapes = getattr(item, "members", {"": item}).values()
    return all(shape.type_name == "string" for shape in shapes)


def long(member: Member) -> str:
    """One character more than the model allows, otherwise as it should be."""
    length = member.shape.metadata["max"] + 1
    if member.name in ("Path", "NewPath"):
        return "/" + "a" * (length - 2) + "/"
    if member.name == "PathPrefix":
        return "/" + "a" * (length - 2) + "/"
    return "a" * length


TEXTS = list(members("string"))
LONG = [
    one
    for one in TEXTS
    if one.shape.metadata.get("max", LONGEST) < LONGEST and one.name != "AccountAlias"
]  # of an alias the pattern is what is told
SHORT = [one for one in TEXTS if one.shape.metadata.get("min") and one.name not in RULES]
WORDS = [one for one in TEXTS if one.shape.metadata.get("enum")]
NUMBERS = [one for one in members("integer") if {"min", "max"} & set(one.shape.metadata)]
LISTS = [
    one for one in members("list") if "max" in one.shape.metadata and is_of_texts(one.shape.member)
]


def refused(key: Key, member: Member, sent: str, *words: str) -> None:
    """The call is refused for this member, in these words among others."""
    response = send(key, sent, service=member.service)
    text = message(response) or ""
    assert code(response) == (400, "ValidationError"), (str(member), code(response), text[:300])
    assert "validation error" in text, (str(member), text[:300])
    assert f"at '{member.spelled}' failed to satisfy constraint: " in text, (
        str(member),
        text[:300],
    )
    for each in words:
        assert each in text, (str(member), text[-300:])


@pytest.fixture
def nothing_is_written(key: Key) -> Iterator[None]:
    before = beside_keys()
    yield
    assert beside_keys() == before
    assert not Event.objects.exists()


def test_many_are_tried():
    assert len(LONG) > 150
    assert len(SHORT) > 60
    assert len(WORDS) >= 10
    assert len(NUMBERS) > 30
    assert len(LISTS) >= 4


@pytest.mark.usefixtures("nothing_is_written")
def test_a_text_that_is_too_long(key: Key):
    for member in LONG:
        limit = member.shape.metadata["max"]
        words = f"Member must have length less than or equal to {limit}"
        refused(key, member, body(member, long(member)), words)


@pytest.mark.usefixtures("nothing_is_written")
def test_a_text_that_is_too_short(key: Key):
    for member in SHORT:
        least = member.shape.metadata["min"]
        words = f"Member must have length greater than or equal to {least}"
        refused(key, member, body(member, "a" * (least - 1)), words)


@pytest.mark.usefixtures("nothing_is_written")
def test_a_word_that_is_none_of_those(key: Key):
    for member in WORDS:
        allowed = ", ".join(member.shape.metadata["enum"])
        for value in ("nonsense", member.shape.metadata["enum"][0].swapcase()):
            words = f"Member must satisfy enum value set: [{allowed}]"
            refused(key, member, body(member, value), words)


@pytest.mark.usefixtures("nothing_is_written")
def test_a_number_out_of_its_range(key: Key):
    for member in NUMBERS:
        known = member.shape.metadata
        if "max" in known:
            words = f"Member must have value less than or equal to {known['max']}"
            refused(key, member, body(member, str(known["max"] + 1)), words)
        if "min" in known:
            words = f"Member must have value greater than or equal to {known['min']}"
            refused(key, member, body(member, str(known["min"] - 1)), words)


@pytest.mark.usefixtures("nothing_is_written")
def test_a_list_with_too_many(key: Key):
    for member in LISTS:
        assert isinstance(member.shape, ListShape)
        limit, item = member.shape.metadata["max"], member.shape.member
        if limit > 200:
            continue  # as many parameters as the console reads of a call
        names = list(getattr(item, "members", {"": item}))
        sent = {
            ".".join(filter(None, (member.name, "member", str(number), name))): f"k{number}"
            for number in range(1, limit + 2)
            for name in names
        }
        shape = service_models.operation(member.service, member.action).input_shape
        usual = {
            name: sample
            for name, sample in SAMPLES.items()
            if name.partition(".")[0] in shape.required_members
            and name.partition(".")[0] != member.name
        }
        words = f"Member must have length less than or equal to {limit}"
        refused(key, member, body_of(member.action, member.service, **usual, **sent), words)


@pytest.mark.usefixtures("nothing_is_written")
def test_all_that_is_wrong_is_told_at_once(key: Key):
    """As many errors as members that break a constraint, the required ones that are missing too."""
    for service, action in NAMES:
        wrong = [one for one in LONG if (one.service, one.action) == (service, action)]
        shape = service_models.operation(service, action).input_shape
        missing = set(shape.required_members if shape else ()) - {one.name for one in wrong}
        if len(wrong) + len(missing) < 2 or any(one.name == "VersionId" for one in wrong):
            continue
        sent = body_of(action, service, **{one.name: long(one) for one in wrong})
        response = send(key, sent, service=service)
        text = message(response) or ""
        assert code(response) == (400, "ValidationError"), action
        for one in wrong:
            assert f"at '{one.spelled}' failed" in text, (action, one.name)
        for name in missing:
            assert f"at '{name[0].lower()}{name[1:]}' failed" in text, (action, name)
        number = int(text.partition(" ")[0])
        assert text.startswith(f"{number} validation error"), action
        assert number >= len(wrong) + len(missing), action
