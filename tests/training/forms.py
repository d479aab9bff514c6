"""The hidden fields of a page's form."""

from html.parser import HTMLParser


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = found.get("method", "").lower() == "post"
            if self.inside:
                self.forms.append((found.get("action", ""), {}))
        if tag == "input" and self.inside and found.get("type") == "hidden" and "name" in found:
            self.forms[-1][1][found["name"]] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def hidden_fields(html: str, url: str) -> dict[str, str]:
    """Those of the form that is sent to this address, or to the page itself."""
    parser = _Forms()
    parser.feed(html)
    found: dict[str, str] = {}
    for action, fields in parser.forms:
        if action.partition("?")[0] in ("", url.partition("?")[0]):
            found |= fields
    return found
