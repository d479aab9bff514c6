"""What a check answers."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a step is done.

    score  from 0 to 1: what is done of it
    why    one sentence, why it is not done yet; "" when it is
    event  the id of the event that did it, 0 where it is no event that tells
    """

    done: bool
    score: float = 0.0
    why: str = ""
    event: int = 0

    def because(self, why: str) -> "Verdict":
        """The same in the words of the lab's author, if there are any."""
        return self if self.done or not why else replace(self, why=why)


def done(event: int = 0) -> Verdict:
    """A step that is done, by this event if one did it."""
    return Verdict(True, 1.0, event=event)


def not_yet(why: str, score: float = 0.0) -> Verdict:
    """A step that is not done, and why."""
    return Verdict(False, score, why)
