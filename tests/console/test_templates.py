"""Templates as they are read: without the indentation of their lines."""

import re
from pathlib import Path

from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string

from console.web.quotas import LIMITS


def test_indentation_is_not_sent_and_texts_keep_theirs():
    source = Path(settings.BASE_DIR, "templates/policies/document.html").read_text()
    assert "\n  <" in source
    html = render_to_string("policies/document.html", {"text": '{\n    "Version": "x"\n}'})
    assert "\n  <" not in html
    assert "{\n    &quot;Version&quot;: &quot;x&quot;\n}" in html


NUMBERS = {str(number) for number in LIMITS.values() if number >= 100}
TYPED = "|".join(sorted(NUMBERS | {f"{int(number):,}" for number in NUMBERS}))


def test_no_limit_is_typed():
    """`{% limited %}` takes it from the constant that the operation judges by."""
    typed = re.compile(rf"(?<![\w,.#-])(?:{TYPED})(?![\w,.]*\w)")
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        assert typed.findall(path.read_text()) == [], path


def test_a_text_has_its_limits():
    text = Template("{% load controls %}{% limited 'Up to {key_material:,} < {passwords_max}' %}")
    assert text.render(Context()) == "Up to 16,384 &lt; 24"
