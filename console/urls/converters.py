"""Path converters that several modules use."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from accounts.constraints import NAME_CHARACTER
from console.targets.parameters import POLICY_ARN

SEGMENT = NAME_CHARACTER + "+"
DOTS = (".", "..")
MARK = "~"  # no name and no path of a policy has one
"""Clients take `.` and `..` out of addresses, percent-encoded too (RFC 3986 5.2.4, WHATWG URL), so
that a name which is one of them stands there after a mark."""


class FriendlyNameConverter(StringConverter):
    """A user's or group's name as AWS's model allows it."""

    regex = rf"(?:{MARK}\.\.?|{NAME_CHARACTER}{{1,128}})"

    def to_python(self, value: str) -> str:
        return value.removeprefix(MARK)

    def to_url(self, value: str) -> str:
        return _marked(value)


class PolicyArnConverter(StringConverter):
    """The ARN of a managed policy; as it may end in any word, it comes last in a URL."""

    regex = POLICY_ARN.pattern.replace(SEGMENT, rf"(?:{MARK}\.\.?(?=/)|{SEGMENT})")

    def to_python(self, value: str) -> str:
        return value.replace(MARK, "")

    def to_url(self, value: str) -> str:
        return "/".join(map(_marked, value.split("/")))


def _marked(segment: str) -> str:
    return MARK + segment if segment in DOTS else segment


class VersionIdConverter(StringConverter):
    """The id of a managed policy's version."""

    regex = "v[1-9][0-9]{0,8}"


register_converter(FriendlyNameConverter, "friendly_name")
register_converter(PolicyArnConverter, "policy_arn")
register_converter(VersionIdConverter, "version_id")
