"""What a page says to its reader: notices, fields with their errors, where the cursor is."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

VOID = {"br", "hr", "img", "input", "link", "meta"}
FIELDS = ("input", "textarea", "select")


@dataclass
class Notice:
    """A message above the page ("flash") or in it ("alert"), as success, info, warning or error."""

    level: str
    role: str
    heading: str = ""
    body: str = ""


@dataclass
class Field:
    """A field of a form: what stands in it, and the ids of the texts that describe it."""

    name: str
    kind: str
    id: str = ""
    value: str = ""
    checked: bool = False
    invalid: bool = False
    described_by: tuple[str, ...] = ()


@dataclass
class Reading(HTMLParser):
    """A page as it was read; `texts` are those with an id, by that id.

    `focused` are the ids of fields that take the cursor, `news` how many texts do so before them.
    """

    flashes: list[Notice] = field(default_factory=list)
    alerts: list[Notice] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    focused: list[str] = field(default_factory=list)
    news: int = 0
    headings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str]]] = []
        self.notice: Notice | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        classes = found.get("class", "").split()
        if tag not in VOID:
            self.open.append((tag, found))
        for kind, notices in (("flash", self.flashes), ("alert", self.alerts)):
            if kind in classes:
                level = next(one for one in classes if one.startswith(f"{kind}-"))
                self.notice = Notice(level.removeprefix(f"{kind}-"), found.get("role", ""))
                notices.append(self.notice)
        self.news += "data-focus" in found
        if "autofocus" in found:
            self.focused.append(found.get("id", ""))
        if tag == "h1":
            self.headings.append("")
        if tag in FIELDS:
            self._field(tag, found)
        if tag == "option" and "selected" in found and self.fields:
            self.fields[-1].value = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag, found in self.open:
            if "id" in found:
                self.texts[found["id"]] = self.texts.get(found["id"], "") + data
            if tag == "h1":
                self.headings[-1] += data
        if self.open and self.open[-1][0] == "textarea":
            self.fields[-1].value += data
        within = [found.get("class", "").split() for _, found in self.open]
        if self.notice is not None and any({"flash", "alert"} & set(each) for each in within):
            if any(name.endswith("-heading") for each in within for name in each):
                self.notice.heading += data
            elif any(tag == "p" for tag, _ in self.open):
                self.notice.body += data

    def _field(self, tag: str, found: dict[str, str]) -> None:
        self.fields.append(
            Field(
                found.get("name", ""),
                found.get("type", tag),
                found.get("id", ""),
                found.get("value", ""),
                "checked" in found,
                found.get("aria-invalid") == "true",
                tuple(found.get("aria-describedby", "").split()),
            )
        )

    def field(self, name: str) -> Field:
        """The first field of the name."""
        return next(one for one in self.fields if one.name == name)

    def error(self, name: str) -> str:
        """The error that describes the invalid field of the name; "" where none is invalid."""
        one = next((each for each in self.fields if each.name == name and each.invalid), None)
        if one is None:
            return ""
        [told] = [each for each in one.described_by if each.endswith("-error")]
        return " ".join(self.texts[told].split())

    @property
    def invalid(self) -> list[str]:
        """The names of the fields that are marked as invalid, each once."""
        return list(dict.fromkeys(one.name for one in self.fields if one.invalid))


def reading(response: HttpResponse) -> Reading:
    page = Reading()
    page.feed(response.content.decode())
    for notice in (*page.flashes, *page.alerts):
        notice.heading = " ".join(notice.heading.split())
        notice.body = " ".join(notice.body.split())
    return page
