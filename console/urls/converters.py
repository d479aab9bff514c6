"""The converters of addresses that several nouns use."""

from django.urls import register_converter
from django.urls.converters import StringConverter


class FriendlyNameConverter(StringConverter):
    """A user's or group's name as AWS's model allows it."""

    regex = "[A-Za-z0-9_+=,.@-]{1,128}"


register_converter(FriendlyNameConverter, "friendly_name")
