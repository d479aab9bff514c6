"""Templates as the server keeps them."""

import re

from django.template import Origin
from django.template.loaders import filesystem

INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)


class Loader(filesystem.Loader):
    """Templates without the indentation of their lines, which no browser shows.

    With it the page of credentials has 33 % more bytes, the list of users 54 %. A text that a
    template itself puts into `<pre>` or `<textarea>` loses it too; what is filled in does not.
    """

    def get_contents(self, origin: Origin) -> str:
        return INDENTATION.sub("", super().get_contents(origin))
