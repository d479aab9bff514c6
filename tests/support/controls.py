"""What a page offers and refuses, read from its HTML as a browser would read it."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

VOID = {"br", "hr", "img", "input", "link", "meta"}
ACTION = re.compile(r"perform: (\w+:\w+)")
NEEDS = re.compile(r"Needs (\w+:\w+)")


@dataclass
class Control:
    """A button, or a link: the panel that it stands in, its words, where it leads if it is on.

    `why` is what a control that is off says. A `plain` one is a link in the page's text, or a way
    on that a notice names.
    """

    panel: str
    text: str = ""
    url: str = ""
    form: str = ""
    why: str = ""
    described_by: str = ""
    on: bool = True
    plain: bool = False

    @property
    def needs(self) -> str:
        """The action for want of which it is off, if that is why."""
        found = NEEDS.search(self.why)
        return found[1] if found else ""


@dataclass
class Page(HTMLParser):
    """The controls of a page, the actions that its panels refuse, by panel, and what is unseen.

    Left out are the frame around the page, the ways out that a refusal names, and help.
    """

    path: str
    controls: list[Control] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    unseen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.chosen: dict[str, dict[str, str]] = {}
        self.reasons: dict[str, str] = {}

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in found}
        if tag not in VOID:
            self.open.append((tag, attributes))
        if tag == "input" and attributes.get("type") == "radio" and "checked" in attributes:
            chosen = self.chosen.setdefault(attributes.get("form", ""), {})
            chosen[attributes["name"]] = attributes["value"]
        needed = NEEDS.search(attributes.get("title", ""))
        if needed:
            self.unseen.add(needed[1])
        if tag in ("a", "button") and self._is_of_the_page():
            self._begin(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag, attributes in reversed(self.open):
            if tag in ("a", "button") and self.controls and self._within("main"):
                if self._is_of_the_page():
                    self.controls[-1].text += data
                return
            if "why" in attributes.get("class", "").split():
                self.reasons[attributes.get("id", "")] = data
                return
        if self._within_class("refusal") and (refused := ACTION.search(data)):
            self.refusals.append((self._panel(), refused[1]))

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        classes = attributes.get("class", "").split()
        link = tag == "a" and "button" not in classes and not self._within_class("menu-panel")
        plain = link or self._within_class("alert")
        control = Control(self._panel(), plain=plain, form=attributes.get("form", ""))
        control.on = attributes.get("aria-disabled") != "true" and "disabled" not in attributes
        control.described_by = attributes.get("aria-describedby", "")
        if tag == "a":
            control.url = urljoin(self.path, attributes.get("href", ""))
        else:
            control.url = self._sent_to(attributes)
        self.controls.append(control)

    def _sent_to(self, attributes: dict[str, str]) -> str:
        """Where a button sends its form; "" for a button of the page's own scripts."""
        if "formaction" in attributes:
            return attributes["formaction"]
        form = next((found for tag, found in reversed(self.open) if tag == "form"), None)
        if form is None or attributes.get("type", "submit") != "submit":
            return ""
        return urljoin(self.path, form.get("action", "")) if form.get("method") == "post" else ""

    def _is_of_the_page(self) -> bool:
        left_out = ("refusal", "info-link")
        return self._within("main") and not any(map(self._within_class, left_out))

    def _panel(self) -> str:
        named = (found.get("aria-labelledby") for tag, found in self.open if tag == "section")
        return next((name for name in named if name), "page")

    def _within(self, tag: str) -> bool:
        return any(name == tag for name, _ in self.open)

    def _within_class(self, name: str) -> bool:
        return any(name in found.get("class", "").split() for _, found in self.open)


def read(path: str, html: str) -> Page:
    """A page; each control once, with the row that is chosen in its address."""
    page = Page(path)
    page.feed(html)
    kept: dict[tuple[str, str], Control] = {}
    for control in page.controls:
        control.text = " ".join(control.text.split())
        control.why = page.reasons.get(control.described_by, "") if not control.on else ""
        chosen = page.chosen.get(control.form, {}) if control.form else {}
        if chosen and control.url:
            control.url += f"?{urlencode(chosen)}"
        if control.url or not control.on:
            kept.setdefault((control.panel, control.text), control)
    page.controls = list(kept.values())
    return page
