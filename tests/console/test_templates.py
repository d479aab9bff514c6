"""Templates as they are read: without the indentation of their lines."""

from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string


def test_indentation_is_not_sent_and_texts_keep_theirs():
    source = Path(settings.BASE_DIR, "templates/policies/document.html").read_text()
    assert "\n  <" in source
    html = render_to_string("policies/document.html", {"text": '{\n    "Version": "x"\n}'})
    assert "\n  <" not in html
    assert "{\n    &quot;Version&quot;: &quot;x&quot;\n}" in html
