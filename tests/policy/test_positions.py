"""Where statements stand in their texts: the recorded places, and any place at all."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.policy import statement_spans

FIRST = '{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Sid":"First"}'
SECOND = '{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Sid":"Second"}'
PRETTY = json.dumps(
    {"Version": "2012-10-17", "Statement": [json.loads(FIRST), json.loads(SECOND)]}, indent=2
)
RECORDED = [
    ('{"Version":"2012-10-17","Statement":[' + FIRST + "]}", [((1, 38), (1, 109))]),
    (
        '{"Version":"2012-10-17","Statement":[' + FIRST + "," + SECOND + "]}",
        [((1, 38), (1, 109)), ((1, 109), (1, 182))],
    ),
    (PRETTY, [((3, 17), (9, 6)), ((9, 6), (15, 6))]),
    (" \r\n" + PRETTY.replace("\n", "\r\n") + "\r\n ", [((4, 17), (10, 6)), ((10, 6), (16, 6))]),
    (
        '{"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}',
        [((1, 16), (1, 77))],
    ),
]


@pytest.mark.parametrize(("text", "places"), RECORDED)
def test_the_recorded_places(text: str, places: list[tuple[tuple[int, int], tuple[int, int]]]):
    found = [((a.line, a.column), (b.line, b.column)) for a, b in statement_spans(text)]
    assert found == places


texts = st.text(st.characters(codec="utf-8"), max_size=8)
statements = st.dictionaries(texts, st.lists(texts, max_size=2) | texts, max_size=3)
others = st.dictionaries(texts.filter(lambda key: key != "Statement"), statements, max_size=2)


@given(
    before=others,
    found=st.lists(statements, min_size=1, max_size=3),
    after=others,
    indent=st.sampled_from([None, 0, 3]),
)
def test_each_span_holds_its_statement_and_nothing_of_another(before, found, after, indent):
    text = json.dumps(
        {**before, "Statement": found, **{f"x{k}": v for k, v in after.items()}},
        indent=indent,
        ensure_ascii=False,
    )
    lines = text.split("\n")
    starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]

    def place(position) -> int:
        return starts[position.line - 1] + position.column - 1

    spans = statement_spans(text)
    cut = [text[place(start) : place(end)].lstrip(", \n") for start, end in spans]
    assert [json.loads(each) for each in cut] == found
