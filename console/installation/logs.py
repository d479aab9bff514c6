"""Logging: a refused request becomes one short line."""

import logging

LINE_MAX = 300
STRANGERS = "django.security"  # a foreign Host and its like are logged there as errors


class OneLine(logging.Filter):
    """Cuts a record about a bad request to one line without a traceback.

    Anybody can send what makes such a record. Errors of this software keep their tracebacks.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR or record.name.startswith(STRANGERS):
            record.exc_info = record.exc_text = record.stack_info = None
            record.msg, record.args = _shortened(record.getMessage()), None
        return True


def _shortened(text: str) -> str:
    """The beginning of a text, control characters escaped.

    >>> _shortened("a" + chr(10) + "b"), len(_shortened("b" * 1000))
    ('a\\\\nb', 301)
    """
    shown = text[:LINE_MAX].encode("unicode_escape").decode()
    whole = len(text) <= LINE_MAX and len(shown) <= LINE_MAX
    return shown if whole else shown[:LINE_MAX] + "\u2026"
