"""The converters of addresses that several nouns use."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from accounts.constraints import NAME_CHARACTER
from console.requests import POLICY_ARN


class FriendlyNameConverter(StringConverter):
    """A user's or group's name as AWS's model allows it."""

    regex = NAME_CHARACTER + "{1,128}"


class PolicyArnConverter(StringConverter):
    """The ARN of a managed policy; as it may end in any word, it ends an address."""

    regex = POLICY_ARN.pattern


class VersionIdConverter(StringConverter):
    """The id of a managed policy's version."""

    regex = "v[1-9][0-9]{0,8}"


register_converter(FriendlyNameConverter, "friendly_name")
register_converter(PolicyArnConverter, "policy_arn")
register_converter(VersionIdConverter, "version_id")
