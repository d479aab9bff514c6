"""The check `answer`: what the learner answered in the panel."""

from collections.abc import Mapping
from typing import Any

from console.training.checks.facts import Facts
from console.training.checks.verdict import Verdict, done, not_yet

Asked = Mapping[str, Any]


def check(asked: Asked, facts: Facts) -> Verdict:
    """A choice is answered by its number from 1; each wrong one says why it is wrong."""
    if not facts.answer:
        return not_yet("The question is not answered yet.")
    if "accepts" in asked:
        accepted = {_plain(each) for each in asked["accepts"]}
        right = _plain(facts.answer) in accepted
        return done() if right else not_yet("This is not the answer.")
    number = int(facts.answer) if facts.answer.isascii() and facts.answer.isdigit() else 0
    if not 1 <= number <= len(asked["choices"]):
        return not_yet("Choose one of the answers.")
    choice = asked["choices"][number - 1]
    return done() if choice.get("right") else not_yet(choice["why"])


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
