"""The words that pages explain: docs/words.md, which is the one source of their texts."""

import re
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.safestring import SafeString

from console.web.markdown import as_html

SEARCH_MAX = 64  # characters; what is longer finds nothing


@dataclass(frozen=True, slots=True)
class Word:
    """A word, the name that addresses have for it, and what it means: Markdown, and as HTML."""

    name: str
    slug: str
    text: str
    html: SafeString


def slug_of(name: str) -> str:
    """The name of a word in addresses.

    >>> slug_of("explicit deny"), slug_of("Force_MFA")
    ('explicit-deny', 'force-mfa')
    """
    return re.sub("[^a-z0-9]+", "-", name.lower())


@cache
def words() -> dict[str, Word]:
    """All words by their slug, in the order of the alphabet."""
    document = (settings.BASE_DIR / "docs/words.md").read_text(encoding="utf-8")
    _, *parts = document.split("\n## ")
    found = [_word(*part.split("\n", 1)) for part in parts]
    return {word.slug: word for word in found}


def matching(search: str) -> list[Word]:
    """The words whose name or text has all that is searched, those with it in the name first."""
    wanted = search.lower().split() if len(search) <= SEARCH_MAX else []
    found = [
        word
        for word in words().values()
        if wanted and all(each in f"{word.name} {word.text}".lower() for each in wanted)
    ]
    return sorted(found, key=lambda word: not all(each in word.name.lower() for each in wanted))


def _word(name: str, text: str) -> Word:
    return Word(name, slug_of(name), text.strip(), as_html(text))
