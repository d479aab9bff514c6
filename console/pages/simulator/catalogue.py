"""The actions to choose from, by service and by a part of their names."""

from dataclasses import dataclass

from accounts.actions import BY_ID, Action
from console.pages.simulator.question import Question

SHOWN = 24  # a form sends a field for each, and may have 64
SERVICES = tuple(sorted({action.service for action in BY_ID.values()}))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The actions that a search finds, which are shown where one was made."""

    services: tuple[str, ...]
    service: str
    found: list[Action]
    cut: int
    is_open: bool


def catalogue_of(question: Question) -> Catalogue:
    """The actions of the chosen service whose names have the text, but for those chosen."""
    service, text = question["service"], question["find"].lower()
    chosen = {action.lower() for action in question.lists["action"]}
    found = [
        action
        for action in BY_ID.values()
        if action.service == service or not service
        if text in action.id.lower() or text in action.does.lower()
        if action.id.lower() not in chosen
    ]
    return Catalogue(
        SERVICES,
        service,
        found[:SHOWN],
        max(len(found) - SHOWN, 0),
        question["show"] == "actions",
    )
