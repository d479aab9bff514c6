"""Each check of AWS's and of ours with a document that it finds something in, and its place."""

import json
from typing import Any

import pytest

from accounts.editions import EDITIONS, edition
from accounts.validation import FindingType, validate
from accounts.validation.messages import MESSAGES, OURS
from tests.validation import findings

SEED = "2019-01-31-mfa-self-manage"
ALL = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
MFA = "aws:MultiFactorAuthPresent"
OWN = "arn:aws:iam::*:user/${aws:username}"


def document(*statements: dict[str, Any], **more: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **more})


def codes(text: str, *, ours: bool = True) -> set[str]:
    return {finding.code for finding in validate(text, ours=ours)}


def having(**elements: Any) -> str:
    """A document with a statement that has these elements in place of its own."""
    others = {n: v for n, v in ALL.items() if f"Not{n}" not in elements}
    return document({**others, **elements})


def without(name: str) -> str:
    return document({key: value for key, value in ALL.items() if key != name})


def when(operator: str, key: str, value: Any, **elements: Any) -> str:
    return having(Condition={operator: {key: value}}, **elements)


ROLE: dict[str, Any] = {"Action": "iam:PassRole"}
SLR: dict[str, Any] = {"Action": "iam:CreateServiceLinkedRole"}
OTHER: dict[str, Any] = {"NotResource": "arn:aws:iam::*:role/x"}
NOTHING: dict[str, Any] = {"NotAction": "s3:*"}
CASES: list[tuple[str, str]] = [
    ("ARN_ACCOUNT_NOT_ALLOWED", having(Resource="arn:aws:s3::123456789012:bucket")),
    ("ARN_REGION_NOT_ALLOWED", having(Resource="arn:aws:iam:us-east-1::user/x")),
    ("DATA_TYPE_MISMATCH", having(Action=5)),
    ("DATA_TYPE_MISMATCH", having(Sid=5)),
    ("DATA_TYPE_MISMATCH", having(Condition=[])),
    ("DATA_TYPE_MISMATCH", "[]"),
    ("DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
     having(Condition={"StringEquals": {"aws:username": "a", "aws:UserName": "b"}})),
    ("INVALID_ACTION", having(Action="s3:GetObjekt")),
    ("INVALID_ACTION", having(Action="iam:Nothing*")),
    ("INVALID_ACTION", having(Action="GetObject")),
    ("INVALID_ARN_ACCOUNT", having(Resource="arn:aws:iam::12345:user/x")),
    ("INVALID_ARN_PREFIX", having(Resource="bucket/x")),
    ("INVALID_ARN_REGION", having(Resource="arn:aws:ec2:us-east-9:123456789012:instance/*")),
    ("INVALID_ARN_RESOURCE", having(Resource="arn:aws:iam::123456789012:usr/x")),
    ("INVALID_ARN_SERVICE_CASE", having(Resource="arn:aws:S3:::bucket")),
    ("INVALID_CONDITION_DATA_TYPE", when("StringEquals", "aws:username", ["a", 5])),
    ("INVALID_CONDITION_KEY_FORMAT", when("StringEquals", "username", "a")),
    ("INVALID_CONDITION_MULTIPLE_BOOLEAN", when("Bool", MFA, ["true", "false"])),
    ("INVALID_CONDITION_OPERATOR", when("StringIs", "aws:username", "a")),
    ("INVALID_EFFECT", having(Effect="allow")),
    ("INVALID_GLOBAL_CONDITION_KEY", when("StringEquals", "aws:UserNames", "a")),
    ("INVALID_PARTITION", having(Resource="arn:azure:s3:::bucket")),
    ("INVALID_POLICY_ELEMENT", having(Actions="s3:*")),
    ("INVALID_REGION", when("StringEquals", "aws:RequestedRegion", "us-east-9")),
    ("INVALID_SERVICE", having(Resource="arn:aws:s4:::bucket")),
    ("INVALID_SERVICE", when("StringEquals", "s4:prefix", "a")),
    ("INVALID_SERVICE_CONDITION_KEY", when("StringEquals", "s3:prefixes", "a")),
    ("INVALID_SERVICE_IN_ACTION", having(Action="iamm:GetUser")),
    ("INVALID_VARIABLE_FOR_OPERATOR", when("Bool", MFA, "${aws:username}")),
    ("INVALID_VERSION", document(ALL, Version="2020-01-01")),
    ("JSON_SYNTAX_ERROR", '{"Version": }'),
    ("MISSING_ACTION", without("Action")),
    ("MISSING_ARN_FIELD", having(Resource="arn:aws:s3:bucket")),
    ("MISSING_ARN_REGION", having(Resource="arn:aws:ec2::123456789012:instance/i-1")),
    ("MISSING_EFFECT", without("Effect")),
    ("MISSING_QUALIFIER", when("StringEquals", "aws:TagKeys", "a")),
    ("MISSING_RESOURCE", without("Resource")),
    ("MISSING_STATEMENT", '{"Version": "2012-10-17"}'),
    ("MISSING_STATEMENT", '{"Version": "2012-10-17", "Statement": []}'),
    ("NULL_WITH_IF_EXISTS", when("NullIfExists", MFA, "true")),
    ("UNIQUE_SIDS_REQUIRED", document({**ALL, "Sid": "A"}, {**ALL, "Sid": "A"})),
    ("UNSUPPORTED_ELEMENT_COMBINATION", document({**ALL, "NotAction": "s3:*"})),
    ("UNSUPPORTED_GLOBAL_CONDITION_KEY", when("ArnLike", "aws:ARN", "arn:aws:iam::*:user/x")),
    ("UNSUPPORTED_PRINCIPAL", having(Principal="*")),
    ("UNSUPPORTED_SID", having(Sid="a b")),
    ("MISSING_BRACE_IN_VARIABLE", having(Resource="arn:aws:iam::*:user/${aws:username")),
    ("MISSING_QUOTE_IN_VARIABLE", having(Resource="arn:aws:iam::*:user/${aws:username, a}")),
    ("UNSUPPORTED_SPACE_IN_VARIABLE", having(Resource="arn:aws:iam::*:user/${aws: username}")),
    ("EMPTY_VARIABLE", having(Resource="arn:aws:iam::*:user/${}")),
    ("VARIABLE_UNSUPPORTED_IN_ELEMENT", having(Action="s3:${aws:username}")),
    ("VARIABLE_UNSUPPORTED_IN_VERSION",
     document({**ALL, "Resource": OWN}, Version="2008-10-17")),
    ("PRIVATE_IP_ADDRESS", when("IpAddress", "aws:SourceIp", "10.0.0.0/8")),
    ("PRIVATE_NOT_IP_ADDRESS", when("NotIpAddress", "aws:SourceIp", "192.168.1.0/24")),
    ("PRIVATE_IP_ADDRESS_SUBSET",
     when("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "198.51.100.0/24"])),
    ("PRIVATE_NOT_IP_ADDRESS_SUBSET",
     when("NotIpAddress", "aws:SourceIp", ["10.0.0.0/8", "198.51.100.0/24"])),
    ("MISSING_TAG_KEY_IN_CONDITION", when("StringEquals", "aws:ResourceTag/", "a")),
    ("INVALID_VPC_FORMAT", when("StringEquals", "aws:SourceVpc", "vpc-1")),
    ("INVALID_VPCE_FORMAT", when("StringEquals", "aws:SourceVpce", "vpce-1")),
    ("UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
     when("StringEquals", "iam:PassedToService", "a", Action=["iam:PassRole", "iam:GetUser"])),
    ("MISSING_ACTION_FOR_CONDITION_KEY",
     when("StringLike", "sts:SourceIdentity", "a", Action="sts:AssumeRole")),
    ("CREATE_SLR_WITH_NOT_RESOURCE", having(**SLR, **OTHER)),
    ("CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", having(Action="iam:*", **OTHER)),
    ("CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE", having(**NOTHING, **OTHER)),
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE", having(**SLR)),
    ("CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE", having(Action="iam:Create*")),
    ("CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", having(**NOTHING)),
    ("INVALID_DATE_VALUE", when("DateLessThan", "aws:CurrentTime", "1767225600")),
    ("MISSING_VERSION", json.dumps({"Statement": [ALL]})),
    ("WILDCARD_WITHOUT_LIKE_OPERATOR", when("StringEquals", "aws:username", "al*")),
    ("POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA", having(Resource="arn:aws:s3:::" + "b" * 7000)),
    ("TYPE_MISMATCH", when("StringEquals", MFA, "true")),
    ("TYPE_MISMATCH_BOOLEAN", when("Bool", MFA, "yes")),
    ("TYPE_MISMATCH_DATE", when("DateLessThan", "aws:CurrentTime", "tomorrow")),
    ("TYPE_MISMATCH_IP_RANGE", when("IpAddress", "aws:SourceIp", "here")),
    ("TYPE_MISMATCH_NUMBER", when("NumericLessThan", "aws:MultiFactorAuthAge", "an hour")),
    ("TYPE_MISMATCH_STRING", when("BinaryEquals", "s3:prefix", "?")),
    ("FORALLVALUES_WITH_SINGLE_VALUED_KEY", when("ForAllValues:StringEquals", "aws:username", "a")),
    ("PASS_ROLE_WITH_NOT_RESOURCE", having(**ROLE, **OTHER)),
    ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE", having(Action="*", **OTHER)),
    ("PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE", having(**NOTHING, **OTHER)),
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE", having(**ROLE)),
    ("PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE", having(Action="iam:Pass*")),
    ("PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION", having(**NOTHING)),
    ("MISSING_PAIRED_CONDITION_KEYS", when("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8")),
    ("DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
     when("StringEquals", "aws:ResourceTag/a", "b", Effect="Deny", Action="sts:GetCallerIdentity")),
    ("DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
     when("StringEquals", "aws:ResourceTag/a", "b", Effect="Deny", **NOTHING)),
    ("ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
     when("StringEquals", "aws:ResourceTag/a", "b", Action="account:ListRegions")),
    ("ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
     when("StringEquals", "aws:ResourceTag/a", "b", **NOTHING)),
    ("EMPTY_ARRAY_ACTION", having(Action=[])),
    ("EMPTY_ARRAY_CONDITION", when("StringEquals", "aws:username", [])),
    ("EMPTY_ARRAY_CONDITION_FORALLVALUES", when("ForAllValues:StringEquals", "aws:TagKeys", [])),
    ("EMPTY_ARRAY_CONDITION_FORANYVALUE", when("ForAnyValue:StringEquals", "aws:TagKeys", [])),
    ("EMPTY_ARRAY_CONDITION_IFEXISTS", when("StringEqualsIfExists", "aws:username", [])),
    ("EMPTY_ARRAY_RESOURCE", having(Resource=[])),
    ("EMPTY_OBJECT_CONDITION", having(Condition={})),
    ("EMPTY_SID_VALUE", having(Sid="")),
    ("IMPROVE_IP_RANGE", when("IpAddress", "aws:SourceIp", "198.51.100.7/24")),
    ("NULL_WITH_QUALIFIER", when("ForAnyValue:Null", "aws:TagKeys", "true")),
    ("REDUNDANT_ACTION", having(Action=["s3:Get*", "s3:GetObject"])),
    ("REDUNDANT_CONDITION_VALUE_NUM",
     when("NumericLessThan", "aws:MultiFactorAuthAge", ["60", "3600"])),
    ("REDUNDANT_RESOURCE", having(Resource=["arn:aws:s3:::b/*", "arn:aws:s3:::b/x"])),
    ("REDUNDANT_STATEMENT", document({**ALL, "Sid": "A"}, {**ALL, "Sid": "B"})),
    ("WILDCARD_IN_SERVICE_NAME", having(Action="s*:Get*")),
    ("WILDCARD_IN_SERVICE_NAME", having(Resource="arn:aws:*code*::123456789012:*")),
    ("MFA_DENY_WITHOUT_IF_EXISTS", when("Bool", MFA, "false", Effect="Deny")),
    ("MFA_ALLOW_WITH_IF_EXISTS", when("BoolIfExists", MFA, "false")),
    ("MFA_ALLOW_WITH_IF_EXISTS", when("BoolIfExists", MFA, "true")),
    ("MFA_COMPARED_AS_TEXT", when("StringEquals", MFA, "True")),
    ("NOBODY_CAN_ENROLL",
     document({"Effect": "Deny", "NotAction": "iam:ListMFADevices", "Resource": "*",
               "Condition": {"BoolIfExists": {MFA: "false"}}})),
    ("STATEMENT_NEVER_MATTERS",
     document(ALL, {"Sid": "No", "Effect": "Deny", "Action": "s3:*", "Resource": "*"})),
    ("STATEMENT_NEVER_MATTERS", having(Condition={"Bool": {MFA: "true"}, "Null": {MFA: "true"}})),
    ("OWN_USER_WITHOUT_PATH", having(Action="iam:GetUser", Resource=OWN)),
    ("DEVICE_NAMED_AS_USER",
     having(Action="iam:CreateVirtualMFADevice", Resource="arn:aws:iam::*:mfa/${aws:username}")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), CASES)
def test_each_check_finds_what_it_is_for(code: str, text: str):
    assert code in codes(text)
    assert (code in codes(text, ours=False)) is (code not in OURS)


def test_every_check_has_a_case():
    assert {code for code, _ in CASES} == {*MESSAGES, *OURS} - {"PARTLY_CHECKED"}  # test_hostile.py


@pytest.mark.parametrize(
    "text",
    [
        document(ALL),
        having(Action=["s3:Get*", "iam:GetUser"], Resource=["arn:aws:s3:::a/*"]),
        having(Action="iam:PassRole", Resource="arn:aws:iam::123456789012:role/x"),
        when("StringEquals", "iam:PassedToService", "ec2.amazonaws.com", Action="iam:PassRole"),
        when("ForAnyValue:StringEquals", "aws:TagKeys", ["a", "b"], Action="ec2:CreateTags"),
        when("StringLike", "aws:username", ["a*", "${aws:userid}"]),
        when("StringEquals", "aws:PrincipalTag/team", "${aws:ResourceTag/team, 'none'}"),
        when("Bool", MFA, "true"),
        when("BoolIfExists", MFA, "false", Effect="Deny"),
        when("DateGreaterThan", "aws:CurrentTime", "2026-01-01T00:00:00Z"),
        when("NumericLessThan", "aws:MultiFactorAuthAge", "3600"),
        when("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:user/*"),
        having(Action="iam:GetUser", Resource=["arn:aws:iam::*:user/*/${aws:username}", OWN]),
        document(ALL, {**ALL, "Effect": "Deny", "Condition": {"Bool": {MFA: "false"}}}),
    ],
)
def test_a_sound_document_has_no_finding_of_aws(text: str):
    assert not codes(text, ours=False)


def test_misspelt_names_come_with_what_was_meant():
    said = {
        "iam:GetUsr": "The action iam:GetUsr does not exist. Did you mean iam:GetUser?",
        "iam:Xyzzyq": "The action iam:Xyzzyq does not exist.",
        "cloudtrial:LookupEvents": (
            "The service cloudtrial specified in the action does not exist. "
            "Did you mean cloudtrail?"
        ),
    }
    for action, details in said.items():
        assert [one.details for one in validate(having(Action=action))] == [details]


def test_places_are_aws_s():
    text = '{\n  "Version": "2012-10-17",\n  "Statement": {"Effect": "Allow",\n    "Action": '
    text += '["iam:GetUser",\n "iam:GetUsr"], "Resource": "*"}}'
    [finding] = validate(text, ours=False)
    [location] = finding.locations
    assert location.path == ({"value": "Statement"}, {"value": "Action"}, {"index": 1})
    assert (location.start.line, location.start.column) == (5, 1)
    assert text[location.start.offset : location.end.offset] == '"iam:GetUsr"'
    assert finding.learn_more.endswith("-policy-checks-error-invalid-action")


def test_a_statement_that_matters_is_not_called_idle():
    deny = {"Effect": "Deny", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}
    for other in (
        deny,
        {**deny, "Resource": "*", "Condition": {"Bool": {MFA: "false"}}},
        {**deny, "Resource": "*", "Action": "s3:Put*"},
        {**deny, "Resource": "*", "Action": "s3:GetObjec?x"},
    ):
        assert "STATEMENT_NEVER_MATTERS" not in codes(document(ALL, other))
    wide = document({**ALL, "Action": "s3:*"}, {**ALL, "Effect": "Deny"})
    assert "STATEMENT_NEVER_MATTERS" not in codes(wide)


@pytest.mark.parametrize("name", [one.name for one in EDITIONS])
def test_the_golden_file_is_what_validation_finds(name: str):
    printed = findings.PATH.read_text()
    assert "\n".join(findings.section(name)) + "\n" in printed


def test_the_golden_file_says_nothing_else():
    assert findings.PATH.read_text().splitlines() == "\n".join(findings.lines()).splitlines()


def test_the_edition_of_the_document_has_no_finding_of_aws():
    found = validate(edition(SEED))
    assert all(one.ours and one.type is FindingType.SUGGESTION for one in found)
