"""What every page offers and refuses under every edition is printed, and is what the gate says."""

from difflib import unified_diff
from itertools import product
from typing import ClassVar

from django.test import TestCase

from accounts.editions import BY_NAME, EDITIONS
from tests.pages.controls import Control
from tests.pages.editions import (
    INTRODUCTION,
    PATH,
    SESSIONS,
    Seen,
    Stage,
    lines_of,
    seen,
)
from tests.world import make_world

AGAIN = "if this is meant, python -m tests.pages.editions writes tests/pages.txt anew"
Pages = dict[str, dict[str, Seen]]
# Controls that may be missing where the gate would let one in, and why.
MORE = {
    "Assign MFA device": "who has a device assigns no further one to oneself without MFA, as on "
    "AWS, whatever the policies say",
    "Enable console access": "who has a password has access",
}


class EveryEdition(TestCase):
    """One walk through the pages of every edition, looked at from both sides."""

    stage: Stage
    pages: ClassVar[dict[str, Pages]]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.stage = Stage(make_world())
        cls.pages = {one.name: seen(cls.stage, one) for one in EDITIONS}

    def test_the_pages_are_as_printed(self) -> None:
        lines = [line for one in EDITIONS for line in lines_of(one, self.pages[one.name])]
        changed = unified_diff(PATH.read_text().splitlines(), [*INTRODUCTION, *lines], lineterm="")
        difference = "\n".join(changed)
        assert not difference, f"{AGAIN}:\n{difference}"

    def test_no_page_offers_what_is_refused_and_nothing_allowed_is_hidden(self) -> None:
        """A control that is on leads into a view, one that is off or not drawn to a refusal."""
        wrong = []
        for name, pages in self.pages.items():
            with self.stage.under(BY_NAME[name]):
                for path, session in product(pages, SESSIONS):
                    found = self._wrong(session, path, pages[path][session])
                    wrong += [f"{name}, {session}, {path}: {each}" for each in found]
        assert not wrong, "\n".join(wrong)

    def _wrong(self, session: str, path: str, one: Seen) -> list[str]:
        wrong = [
            f"{control.panel}: {control.text} is on and refused"
            for control in one.page.controls
            if control.on and not self.stage.enters(session, control.url)
        ]
        for known in self._all_controls(path) if one.status == 200 else ():
            drawn = one.has(known)
            if drawn is None and not self._must_be_drawn(known, one):
                continue
            if drawn is not None and (drawn.on or not drawn.needs):
                continue
            if self.stage.enters(session, known.url):
                how = "off" if drawn else "not drawn"
                wrong.append(f"{known.panel}: {known.text} is {how} and allowed")
        return wrong

    def _all_controls(self, path: str) -> list[Control]:
        """The page's controls that lead somewhere, as they are found under any edition."""
        found = {
            (control.panel, control.text): control
            for pages in self.pages.values()
            for session in SESSIONS
            for control in pages[path][session].page.controls
            if control.on
        }
        return list(found.values())

    @staticmethod
    def _must_be_drawn(control: Control, one: Seen) -> bool:
        """Whether nothing but a decision can keep it from the page: its panel shows its rows."""
        refused = {panel for panel, _ in one.page.refusals}
        return control.panel not in refused and control.text not in MORE
