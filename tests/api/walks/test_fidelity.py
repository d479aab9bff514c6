"""docs/fidelity.md claims nothing that no test holds, and leaves no operation out."""

import ast
import re

import pytest
from botocore import xform_name

from console.api.catalogue import CATALOGUE, UNSIGNED
from console.protocol import service_models
from tests.browser.server import ROOT

TEXT = (ROOT / "docs/fidelity.md").read_text()
ROWS = re.findall(r"^\| ([^|]+) \| (exact|approximate|absent) \| ([^|]+) \|$", TEXT, re.MULTILINE)
OPERATIONS = TEXT[TEXT.index("## Operations") : TEXT.index("## Absent")]
ABSENT = set(re.findall(r"\b[A-Z]\w+\b", TEXT[TEXT.index("answer\n`InvalidAction`:") + 23 :]))


def test_every_row_is_read():
    assert len(ROWS) == len(re.findall(r"^\| [A-Z]", TEXT, re.MULTILINE)) - TEXT.count("\n|---|")


def test_every_operation_has_its_row():
    known = {
        name
        for service in ("iam", "sts")
        for name in service_models.service(service).operation_names
    }
    present = {name for _, name in (*CATALOGUE, *UNSIGNED)}
    assert set(re.findall(r"^\| (\w+) \| (?:exact|approx)", OPERATIONS, re.MULTILINE)) == present
    assert known - present == ABSENT


@pytest.mark.parametrize(("what", "proof"), [(w, p) for w, claim, p in ROWS if claim == "exact"])
def test_every_exact_claim_names_a_test_of_it(what: str, proof: str):
    file, _, name = proof.partition("::")
    source = (ROOT / file).read_text()
    nodes = ast.walk(ast.parse(source))
    tests = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
    assert name in tests, proof
    if what.isalnum():
        body = ast.get_source_segment(source, tests[name]) or ""
        assert xform_name(what) in body, f"{proof} never calls {what}"


@pytest.mark.parametrize(("what", "why"), [(w, p) for w, claim, p in ROWS if claim != "exact"])
def test_every_other_claim_says_the_difference(what: str, why: str):
    assert len(why.split()) > 3, what
    assert "::" not in why
