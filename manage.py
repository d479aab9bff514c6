#!/usr/bin/env python
"""Django's commands; what keeps one from working is one line and a non-zero exit.

`--traceback` shows where the error came from.
"""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, ProgrammingError


def main() -> None:
    os.umask(0o077)  # what a command makes in DATA_DIR is its owner's alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "console.settings")
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, OperationalError, ProgrammingError) as error:
        if "--traceback" in sys.argv:
            raise
        sys.exit(sentence(error))


def sentence(error: Exception) -> str:
    """The error in one line."""
    said = " ".join(str(error).split())
    if isinstance(error, ImproperlyConfigured):
        return f"Error: {said}"
    if "no such table" in said or "does not exist" in said:
        return f"Error: the database is not up to date ({said}). Run: manage.py migrate"
    return f"Error: the database cannot be used: {said}"


if __name__ == "__main__":
    main()
