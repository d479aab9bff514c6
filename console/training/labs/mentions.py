"""What a lab names and nothing has: pages in its texts and moves, actions in its checks."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.validation.names import actions, services
from console.training.labs.checking import kind_of
from console.training.labs.labs import Lab, Step
from console.training.labs.texts import unknown_pages


def unknown_mentions(lab: Lab) -> list[str]:
    """A sentence for each of them."""
    found = [_no_page(page) for text in (lab.story, lab.teacher) for page in unknown_pages(text)]
    for step in lab.steps:
        found += [f"step {step.id}: {each}" for each in _of_step(step)]
    return found


def _of_step(step: Step) -> Iterator[str]:
    for text in (step.text, step.learnt):
        yield from map(_no_page, unknown_pages(text))
    yield from _of_check(step.check)
    for move in (*step.wrong, *step.solution):
        for asked in move.values():
            if isinstance(asked, Mapping) and "page" in asked and not _is_page(asked):
                yield f"no page is named {asked['page']}, or it takes other arguments."


def _of_check(check: Mapping[str, Any]) -> Iterator[str]:
    kind = kind_of(check)
    asked = check[kind]
    for part in [asked] if kind == "not" else asked if kind in ("all", "any") else ():
        yield from _of_check(part)
    questions = asked["questions"] if kind == "policy" else [asked] if kind == "decision" else []
    for question in questions:
        if not _is_action(question["action"]):
            yield f"no action is named {question['action']}."


def _is_action(action_id: str) -> bool:
    service, _, name = action_id.partition(":")
    return service not in services() or name.lower() in actions(service)


def _is_page(asked: Mapping[str, Any]) -> bool:
    """Whether there is a page of that name with those arguments; they may be filled in later."""
    arguments = asked.get("args") or {}
    if any("${" in str(value) for value in arguments.values()):
        return asked["page"] in get_resolver().reverse_dict
    try:
        reverse(asked["page"], kwargs=arguments or None)
    except NoReverseMatch:
        return False
    return True


def _no_page(url: str) -> str:
    return f"no page is named {url.removeprefix('page:')}."
