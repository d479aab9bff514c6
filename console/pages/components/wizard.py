"""The list of a wizard's steps."""

from collections.abc import Sequence


def steps(titles: Sequence[str], *, active: int, optional: str = "") -> list[dict[str, object]]:
    """A wizard's step list: dicts with title, optional and state."""
    states = ["visited"] * active + ["active"] + ["upcoming"] * (len(titles) - active - 1)
    return [
        {"title": title, "optional": title == optional, "state": state}
        for title, state in zip(titles, states, strict=True)
    ]
