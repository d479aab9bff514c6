"""Simulation and context keys through boto3; shapes, places and texts as recorded from AWS."""

import json
from typing import Any

import pytest

from tests.api.conftest import Connect
from tests.api.refusals import missing, refused
from tests.world import World

ARN = "arn:aws:iam::123456789012"
OBJECTS = ["arn:aws:s3:::box/a", "arn:aws:s3:::box/b"]
TEMPLATE = "arn:aws:s3:::${BucketName}/${KeyName}"


def policy(effect: str = "Allow", action: str = "s3:GetObject", **more: Any) -> str:
    statement = {"Effect": effect, "Action": action, "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))


def matched(source: str, end: int, type_: str = "IAM Policy") -> dict[str, Any]:
    return {
        "SourcePolicyId": source,
        "SourcePolicyType": type_,
        "StartPosition": {"Line": 1, "Column": 38},
        "EndPosition": {"Line": 1, "Column": end},
    }


@pytest.fixture
def try_(world: World, connect: Connect):
    """`try_([policy], "s3:GetObject", ...)`: the results of SimulateCustomPolicy."""
    iam = connect(world.admin)

    def make(policies: list[str], *actions: str, **more: Any) -> list[dict[str, Any]]:
        answer = iam.simulate_custom_policy(
            PolicyInputList=policies, ActionNames=list(actions or ["s3:GetObject"]), **more
        )
        assert answer["IsTruncated"] is False
        return answer["EvaluationResults"]

    return make


def test_without_resources_the_answer_is_short(try_):
    assert try_([policy()], "s3:GetObject", "s3:PutObject") == [
        {
            "EvalActionName": "s3:GetObject",
            "EvalResourceName": "*",
            "EvalDecision": "allowed",
            "MatchedStatements": [matched("PolicyInputList.1", 95)],
            "MissingContextValues": [],
        },
        {
            "EvalActionName": "s3:PutObject",
            "EvalResourceName": "*",
            "EvalDecision": "implicitDeny",
            "MatchedStatements": [],
            "MissingContextValues": [],
        },
    ]


def test_each_resource_has_its_own_result(try_):
    [found] = try_([policy(Resource=OBJECTS[0])], ResourceArns=OBJECTS)
    one = matched("PolicyInputList.1", 112)
    assert found == {
        "EvalActionName": "s3:GetObject",
        "EvalResourceName": TEMPLATE,
        "EvalDecision": "implicitDeny",
        "MatchedStatements": [one],
        "MissingContextValues": [],
        "EvalDecisionDetails": {},
        "ResourceSpecificResults": [
            {
                "EvalResourceName": OBJECTS[0],
                "EvalResourceDecision": "allowed",
                "MatchedStatements": [one],
            },
            {"EvalResourceName": OBJECTS[1], "EvalResourceDecision": "implicitDeny"},
        ],
    }
    [single] = try_([policy()], ResourceArns=OBJECTS[:1])
    assert (single["EvalResourceName"], single["EvalDecision"]) == (OBJECTS[0], "allowed")


def test_all_that_decided_is_named_and_a_deny_alone_where_it_wins(try_):
    [both] = try_([policy(), policy()])
    assert {one["SourcePolicyId"] for one in both["MatchedStatements"]} == {
        "PolicyInputList.1",
        "PolicyInputList.2",
    }
    [denied] = try_([policy(), policy("Deny")])
    assert denied["EvalDecision"] == "explicitDeny"
    assert denied["MatchedStatements"] == [matched("PolicyInputList.2", 94)]


def test_the_boundary_must_allow_too(try_):
    boundary = "PermissionsBoundaryPolicyInputList"
    [allowed] = try_([policy()], **{boundary: [policy()]}, ResourceArns=OBJECTS[:1])
    assert allowed["EvalDecision"] == "allowed"
    assert allowed["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    [of_one] = allowed["ResourceSpecificResults"]
    assert of_one["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": True}
    [silent] = try_([policy()], **{boundary: [policy(action="s3:PutObject")]})
    assert (silent["EvalDecision"], silent["MatchedStatements"]) == ("implicitDeny", [])
    assert silent["PermissionsBoundaryDecisionDetail"] == {"AllowedByPermissionsBoundary": False}
    [denied] = try_([policy("Deny")], **{boundary: [policy("Deny")]})
    assert denied["EvalDecision"] == "explicitDeny"
    assert denied["MatchedStatements"] == [
        matched(f"{boundary}.1", 94, "Permissions Boundary Policy"),
        matched("PolicyInputList.1", 94),
    ]


def test_every_level_of_an_organization_must_allow(try_):
    def decided(*levels: list[str]) -> tuple[str, bool]:
        sent = [{"ServiceControlPolicyInputList": level} for level in levels]
        [found] = try_([policy()], OrderedOrganizationPolicyInputList=sent)
        detail = found["OrganizationsDecisionDetail"]["AllowedByOrganizations"]
        return found["EvalDecision"], detail

    everything = policy(action="*")
    assert decided([everything], [everything]) == ("allowed", True)
    assert decided([everything], [policy("Deny")]) == ("explicitDeny", False)
    assert decided([policy("Deny"), everything], [everything]) == ("explicitDeny", False)
    assert decided([everything], [policy(action="s3:PutObject")]) == ("implicitDeny", False)


def test_context_is_what_was_given(try_):
    wanted = policy(Condition={"StringEquals": {"Stack:Missing": "yes"}})
    [found] = try_([wanted], ResourceArns=OBJECTS[:1])
    assert (found["EvalDecision"], found["MissingContextValues"]) == (
        "implicitDeny",
        ["Stack:Missing"],
    )
    assert found["ResourceSpecificResults"][0]["MissingContextValues"] == ["Stack:Missing"]
    [beside] = try_([policy(), wanted])
    assert (beside["EvalDecision"], beside["MissingContextValues"]) == ("allowed", [])
    entry = {
        "ContextKeyName": "stack:missing",
        "ContextKeyType": "string",
        "ContextKeyValues": ["yes"],
    }
    [given] = try_([wanted], ContextEntries=[entry])
    assert given["EvalDecision"] == "allowed"


def test_mfa_is_never_there_unless_it_is_given(try_):
    gate = policy(
        "Deny", "s3:*", Condition={"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    )
    [without] = try_([policy(), gate])
    assert without["EvalDecision"] == "explicitDeny"
    entry = {
        "ContextKeyName": "aws:MultiFactorAuthPresent",
        "ContextKeyType": "boolean",
        "ContextKeyValues": ["true"],
    }
    [present] = try_([policy(), gate], ContextEntries=[entry])
    assert present["EvalDecision"] == "allowed"


def test_the_caller_gives_a_name_an_arn_and_an_account(try_):
    caller = f"{ARN}:user/a/eve"
    for key, value in (
        ("aws:username", "eve"),
        ("aws:PrincipalArn", caller),
        ("aws:PrincipalAccount", "123456789012"),
    ):
        wanted = policy(Condition={"StringEquals": {key: value}})
        [found] = try_([wanted], CallerArn=caller)
        assert found["EvalDecision"] == "allowed", key
        [nobody] = try_([wanted])
        assert nobody["MissingContextValues"] == ([] if key == "aws:PrincipalAccount" else [key])
    other = {"ContextKeyName": "aws:UserName", "ContextKeyType": "string"}
    [changed] = try_(
        [policy(Condition={"StringEquals": {"aws:username": "bob"}})],
        CallerArn=caller,
        ContextEntries=[{**other, "ContextKeyValues": ["bob"]}],
    )
    assert changed["EvalDecision"] == "allowed"


STUB = "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR"


def test_who_is_nobody_has_an_id(try_):
    """Recorded: without a caller aws:userid is a stub, with `CallerArn` it is that ARN; a context
    entry replaces either."""
    for operator, value in (
        ("StringEquals", STUB),
        ("StringLike", "*"),
        ("StringEquals", "${aws:userid}"),
        ("Null", "false"),
    ):
        [found] = try_([policy(Condition={operator: {"aws:userid": value}})])
        assert found["EvalDecision"] == "allowed", operator
    other = policy(Condition={"StringEquals": {"aws:userid": "AIDAEXAMPLE"}})
    [denied] = try_([other])
    assert (denied["EvalDecision"], denied["MissingContextValues"]) == (
        "implicitDeny",
        ["aws:userid"],
    )
    entry = {"ContextKeyName": "aws:userid", "ContextKeyType": "string"}
    [given] = try_([other], ContextEntries=[{**entry, "ContextKeyValues": ["AIDAEXAMPLE"]}])
    assert given["EvalDecision"] == "allowed"
    for kind in ("user", "group", "role"):
        caller = f"{ARN}:{kind}/a/eve"
        [its] = try_([policy(Condition={"StringEquals": {"aws:userid": caller}})], CallerArn=caller)
        assert its["EvalDecision"] == "allowed"


@pytest.mark.parametrize(
    ("type_", "value", "seen"),
    [
        ("numeric", "01.00", "1.00"),
        ("numeric", "1e2", "1E+2"),
        ("numeric", "1e9999", "1E+9999"),
        ("date", "2035-01-02", "2035-01-02T00:00:00.000Z"),
        ("date", "0", "1970-01-01T00:00:00.000Z"),
        ("date", "2035-01-02T03:04:05+02:00", "2035-01-02T01:04:05.000Z"),
        ("date", "2035-01-02T03:04:05.123456Z", "2035-01-02T03:04:05.123Z"),
        ("boolean", "TRUE", "true"),
        ("boolean", "yes", "false"),
        ("ip", "2001:0db8::1", "2001:0db8::1"),
        ("binary", "YQ==", "YQ=="),
        ("binary", "", ""),
    ],
)
def test_values_as_conditions_see_them(try_, type_: str, value: str, seen: str):
    entry = {"ContextKeyName": "stack:key", "ContextKeyType": type_, "ContextKeyValues": [value]}
    [found] = try_(
        [policy(Condition={"StringEquals": {"stack:key": seen}})], ContextEntries=[entry]
    )
    assert found["EvalDecision"] == "allowed"
    if value != seen:
        as_sent = policy(Condition={"StringEquals": {"stack:key": value}})
        [other] = try_([as_sent], ContextEntries=[entry])
        assert other["EvalDecision"] == "implicitDeny"


def test_an_empty_entry_is_passed_over(try_):
    [found] = try_([policy()], ContextEntries=[{}])
    assert found["EvalDecision"] == "allowed"


def test_actions_about_other_resources_are_never_allowed(try_):
    everything = policy(action="*")
    [wrong, right] = try_(
        [everything], "iam:ListUsers", "iam:GetUser", ResourceArns=[f"{ARN}:user/a"]
    )
    assert (wrong["EvalDecision"], right["EvalDecision"]) == ("implicitDeny", "allowed")
    [mixed] = try_([policy(action="s3:getobject")], "S3:gEtObJeCt")
    assert (mixed["EvalActionName"], mixed["EvalDecision"]) == ("S3:gEtObJeCt", "allowed")
    [wild] = try_([policy()], "s3:*")
    assert wild["EvalDecision"] == "implicitDeny"


def test_actions_in_pages(world: World, connect: Connect):
    iam = connect(world.admin)
    actions = ["s3:PutObject", "iam:GetUser", "s3:GetObject"]
    sent = {"PolicyInputList": [policy()], "ActionNames": actions}
    found, marker = [], {}
    while True:
        page = iam.simulate_custom_policy(**sent, **marker, MaxItems=1)
        found += [result["EvalActionName"] for result in page["EvaluationResults"]]
        if not page["IsTruncated"]:
            break
        marker = {"Marker": page["Marker"]}
    assert found == actions
    with refused("InvalidInput", "Invalid marker for pagination.", 400):
        iam.simulate_custom_policy(**sent, Marker="not-a-simulation-marker")


def test_much_is_simulated_in_smaller_pages(world: World, connect: Connect):
    answer = connect(world.admin).simulate_custom_policy(
        PolicyInputList=[policy(), policy()],
        ActionNames=["s3:GetObject"] * 101,
        ResourceArns=OBJECTS * 250,
        MaxItems=1,
    )
    assert answer["IsTruncated"] is True
    assert len(answer["EvaluationResults"][0]["ResourceSpecificResults"]) == 500


ENTRY = {"ContextKeyName": "stack:test", "ContextKeyType": "string", "ContextKeyValues": ["a"]}
REFUSED = [
    ({"PolicyInputList": ["{"]}, "Policy input list item 1 has invalid content"),
    (
        {"PolicyInputList": [policy(), '{"Version":"2099-01-01","Statement":[]}']},
        "Policy input list item 2 has invalid content",
    ),
    (
        {"PermissionsBoundaryPolicyInputList": [policy(), policy()]},
        "The list of Permissions Boundary policies cannot exceed 1 items.",
    ),
    (
        {"OrderedOrganizationPolicyInputList": [{"ServiceControlPolicyInputList": []}]},
        "Organization policy at index 1 must contain at least one service control policy",
    ),
    ({"ActionNames": ["GetObject"]}, "The action is invalid since it is missing names"),
    (
        {"ResourceArns": ["not-an-arn"]},
        "ResourceNames are not in a valid ARN format: not-an-arn.",
    ),
    (
        {"CallerArn": "*"},
        "Invalid Entity Arn: * does not clearly define entity type and name.",
    ),
    (
        {"ResourceArns": OBJECTS * 500, "ActionNames": ["a:b"] * 101, "MaxItems": 101},
        "The simulation is too large. Simulate fewer actions, resources or policies at once.",
    ),
    ({"ResourcePolicy": policy()}, "Resource-based policies are not simulated."),
    (
        {"ContextEntries": [ENTRY, {**ENTRY, "ContextKeyName": "STACK:TEST"}]},
        "Duplicate context key: STACK:TEST.",
    ),
    (
        {"ContextEntries": [{"ContextKeyType": "string", "ContextKeyValues": ["a"]}]},
        "ContextKeyName cannot be null or empty.",
    ),
    (
        {"ContextEntries": [{"ContextKeyName": "stack:key", "ContextKeyValues": ["a"]}]},
        "Context key stack:key has invalid type null.",
    ),
    (
        {"ContextEntries": [{"ContextKeyName": "stack:key", "ContextKeyType": "string"}]},
        "Context values for context key stack:key cannot be null or empty.",
    ),
    (
        {"ContextEntries": [{**ENTRY, "ContextKeyType": "stringList", "ContextKeyValues": []}]},
        "Context values for context key stack:test cannot be null or empty.",
    ),
    (
        {"ResourceArns": OBJECTS, "ResourceHandlingOption": "EC2-VPC-EBS"},
        "Invalid input resource handling options. Action does not support resource handling "
        "options: s3:GetObject.",
    ),
    *(
        (
            {"CallerArn": arn},
            f"Invalid Entity Arn: {arn} does not clearly define entity type and name.",
        )
        for arn in (
            "arn:aws-cn:iam::123456789012:user/a",
            "arn:aws:iam:us-east-1:123456789012:user/a",
            "arn:aws:iam::12345:user/a",
            "arn:aws:sts::123456789012:assumed-role/a/b",
            f"{ARN}:user/",
        )
    ),
    (
        {"ContextEntries": [{**ENTRY, "ContextKeyValues": ["a", "b"]}]},
        "Context key string expected a single value, but received 2.",
    ),
    *(
        (
            {"ContextEntries": [{**ENTRY, "ContextKeyType": type_, "ContextKeyValues": [value]}]},
            f"Invalid context value for key stack:test: expected {words}.",
        )
        for type_, value, words in (
            ("numeric", "NaN", "numeric format"),
            ("numeric", "0x10", "numeric format"),
            ("numeric", " 1 ", "numeric format"),
            ("numeric", "Infinity", "numeric format"),
            ("ip", "192.0.2.0/24", "IP address"),
            ("ip", "fe80::1%eth0", "IP address"),
            ("binary", "YQ", "base-64 encoded binary format"),
            ("binary", "YR==", "base-64 encoded binary format"),
            ("date", "tomorrow", "DateTime format"),
            ("ip", "999.0.0.1", "IP address"),
            ("binaryList", "!base64", "base-64 encoded binary format"),
        )
    ),
]


@pytest.mark.parametrize(("sent", "text"), REFUSED, ids=[text for _, text in REFUSED])
def test_what_cannot_be_simulated(world: World, connect: Connect, sent: dict, text: str):
    iam = connect(world.admin)
    usual = {"PolicyInputList": [policy()], "ActionNames": ["s3:GetObject"]}
    with refused("InvalidInput", text, 400):
        iam.simulate_custom_policy(**{**usual, **sent})


def test_a_users_own_policies_and_its_groups(world: World, connect: Connect):
    iam = connect(world.admin)
    iam.create_group(GroupName="Students")
    iam.add_user_to_group(GroupName="students", UserName="carol")
    iam.put_user_policy(UserName="carol", PolicyName="Own", PolicyDocument=policy())
    iam.put_group_policy(GroupName="students", PolicyName="Shared", PolicyDocument=policy())
    arn = iam.create_policy(PolicyName="Managed", Path="/p/", PolicyDocument=policy())["Policy"][
        "Arn"
    ]
    iam.attach_group_policy(GroupName="students", PolicyArn=arn)

    def named(source: str, **more: Any) -> set[str]:
        [found] = iam.simulate_principal_policy(
            PolicySourceArn=source, ActionNames=["s3:GetObject"], **more
        )["EvaluationResults"]
        return {one["SourcePolicyId"] for one in found["MatchedStatements"]}

    carol, students = f"{ARN}:user/wrong/path/CAROL", f"{ARN}:group/Students"
    in_group = {"Managed", "group_Students_Shared"}
    assert named(carol) == {"user_carol_Own", *in_group}
    assert named(students) == in_group
    assert named(students, PolicyInputList=[policy()]) == {*in_group, "PolicyInputList.1"}
    assert named(carol, PolicyExclusionList=[{"PolicyType": "inline"}]) == {"Managed"}
    own = {"user_carol_Own", "group_Students_Shared"}
    assert named(carol, PolicyExclusionList=[{"PolicyArn": arn}]) == {*own, "Managed"}
    without_path = f"{ARN}:policy/Managed"
    assert named(carol, PolicyExclusionList=[{"PolicyArn": without_path}]) == own
    only = {"PolicyName": "Own", "AttachmentType": "user", "AttachmentName": "carol"}
    assert named(carol, PolicyExclusionList=[{"InlinePolicyIdentifier": only}]) == in_group


def test_the_document_itself(world: World, connect: Connect):
    iam = connect(world.admin)

    def decided(*entries: dict[str, Any]) -> tuple[str, list[str]]:
        [found] = iam.simulate_principal_policy(
            PolicySourceArn=world.alice.arn,
            ActionNames=["iam:CreateAccessKey"],
            ResourceArns=[world.alice.arn],
            ContextEntries=list(entries),
        )["EvaluationResults"]
        return found["EvalDecision"], [one["SourcePolicyId"] for one in found["MatchedStatements"]]

    present = {"ContextKeyName": "aws:MultiFactorAuthPresent", "ContextKeyType": "boolean"}
    assert decided() == ("explicitDeny", ["Force_MFA"])
    assert decided({**present, "ContextKeyValues": ["false"]}) == ("explicitDeny", ["Force_MFA"])
    assert decided({**present, "ContextKeyValues": ["true"]}) == ("allowed", ["Force_MFA"])


def test_whose_policies_cannot_be_simulated(world: World, connect: Connect):
    iam = connect(world.admin)
    text = "Unable to retrieve specified IAM entity."
    for kind in ("user/nobody", "group/nothing", "role/admin"):
        with missing(text):
            iam.simulate_principal_policy(
                PolicySourceArn=f"{ARN}:{kind}", ActionNames=["s3:GetObject"]
            )
    with missing(text):
        iam.get_context_keys_for_principal_policy(PolicySourceArn=world.stranger.arn)
    for arn in (
        "this-is-not-an-iam-source-arn",
        f"{ARN}:policy/Force_MFA",
        world.bob.arn.replace("aws", "aws-cn"),
        world.bob.arn.replace("::", ":us-east-1:"),
    ):
        text = f"Invalid Entity Arn: {arn} does not clearly define entity type and name."
        with refused("InvalidInput", text, 400):
            iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=["s3:GetObject"])
        with refused("InvalidInput", text, 400):
            iam.get_context_keys_for_principal_policy(PolicySourceArn=arn)


def test_context_keys_of_texts_and_of_a_principal(world: World, connect: Connect):
    iam = connect(world.admin)
    named = policy(Resource="arn:aws:s3:::${aws:username}")
    found = iam.get_context_keys_for_custom_policy(PolicyInputList=[named, named])
    assert found["ContextKeyNames"] == ["aws:username", "aws:username"]
    iam.put_user_policy(UserName="carol", PolicyName="p", PolicyDocument=named)
    wanted = policy(Condition={"Null": {"aws:SourceIp": "true"}})
    of_carol = iam.get_context_keys_for_principal_policy(
        PolicySourceArn=world.carol.arn, PolicyInputList=[wanted]
    )
    assert sorted(of_carol["ContextKeyNames"]) == ["aws:SourceIp", "aws:username"]
    with refused("InvalidInput", "Policy input list item 2 has invalid content", 400):
        iam.get_context_keys_for_custom_policy(PolicyInputList=[named, "{"])


def test_the_boundary_names_context_keys_too(world: World, connect: Connect):
    iam = connect(world.admin)
    named = policy(Resource="arn:aws:s3:::${aws:PrincipalTag/BoundaryOnly}")
    arn = iam.create_policy(PolicyName="Boundary", PolicyDocument=named)["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="carol", PermissionsBoundary=arn)

    def keys() -> list[str]:
        return iam.get_context_keys_for_principal_policy(PolicySourceArn=world.carol.arn)[
            "ContextKeyNames"
        ]

    assert keys() == ["aws:PrincipalTag/BoundaryOnly"]
    iam.attach_user_policy(UserName="carol", PolicyArn=arn)
    assert keys() == ["aws:PrincipalTag/BoundaryOnly"]


def test_who_may_simulate_oneself_only(world: World, connect: Connect):
    own = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": "iam:SimulatePrincipalPolicy",
                "Resource": f"{ARN}:user/${{aws:username}}",
            },
        }
    )
    connect(world.admin).put_user_policy(UserName="carol", PolicyName="p", PolicyDocument=own)
    iam = connect(world.carol)
    iam.simulate_principal_policy(PolicySourceArn=world.carol.arn, ActionNames=["s3:GetObject"])
    with refused(
        "AccessDenied",
        f"User: {world.carol.arn} is not authorized to perform: iam:SimulatePrincipalPolicy on "
        f"resource: {world.bob.arn} because no identity-based policy allows the "
        "iam:SimulatePrincipalPolicy action",
        403,
    ):
        iam.simulate_principal_policy(PolicySourceArn=world.bob.arn, ActionNames=["s3:GetObject"])
