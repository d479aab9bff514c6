"""Managed policies: create, look up, list, delete; attach, detach; whom they serve."""

from datetime import UTC, datetime

import pytest

from accounts.authorization import policies_of
from accounts.errors import (
    AccessDenied,
    DeleteConflict,
    EntityAlreadyExists,
    InvalidInput,
    LimitExceeded,
    MalformedPolicyDocument,
    NoSuchEntity,
    ValidationError,
)
from accounts.models import Policy
from accounts.operations import groups
from accounts.operations.policies import (
    attachments,
    policies,
    policy_tags,
    policy_versions,
)
from accounts.operations.policies.policy_arns import DELETE
from tests.support.parallel import all_at_once, at_once
from tests.support.refusals import refused
from tests.world import OF_AWS, World, make_world

NOW = datetime.now(tz=UTC)
ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}'
ARN = "arn:aws:iam::123456789012:policy"


def of_size(size: int) -> str:
    """A document of so many characters, white space not counted."""
    shortest = ALLOW.replace('"s3:*"', '["s3:*",  "s3:"]')
    spaces = shortest.count(" ")
    return shortest.replace('"s3:"', f'"s3:{"x" * (size - len(shortest) + spaces)}"')


def new_policy(world: World, name: str = "Reader", **more: object) -> Policy:
    more.setdefault("document", ALLOW)
    return policies.create_policy(account=world.account, policy_name=name, now=NOW, **more)  # type: ignore[arg-type]


def test_a_new_policy(world: World):
    made = new_policy(
        world, path="/team/", description="Reads", tags=[("Team", "1"), ("team", "2")]
    )
    found = policies.get_policy(account=world.account, policy_arn=f"{ARN}/team/Reader")
    assert found == made
    assert found.policy_id.startswith("ANPA")
    assert len(found.policy_id) == 21
    assert (found.default_version, found.attachment_count, made.attachment_count) == (1, 0, 0)
    assert (found.created_at, found.updated_at, found.description) == (NOW, NOW, "Reads")
    assert policy_tags.list_policy_tags(policy=found) == [("Team", "1"), ("team", "2")]
    assert [version.document for version in found.versions.all()] == [ALLOW]


def test_a_name_is_taken_under_every_path_and_in_every_case(world: World):
    new_policy(world)
    with refused(
        EntityAlreadyExists,
        "A policy called READER already exists. Duplicate names are not allowed.",
    ):
        new_policy(world, "READER", path="/x/")
    policies.create_policy(
        account=world.stranger.account, policy_name="Reader", document=ALLOW, now=NOW
    )


@pytest.mark.parametrize("path", ["x", "/x", "/a b/", "/é/", "//"])
def test_a_path_that_the_model_refuses(world: World, path: str):
    with pytest.raises(ValidationError, match="specified value for path is invalid"):
        new_policy(world, path=path)


def test_what_else_is_refused(world: World, monkeypatch: pytest.MonkeyPatch):
    with refused(MalformedPolicyDocument, "Syntax errors in policy."):
        new_policy(world, document="{")
    with refused(MalformedPolicyDocument, "Policy document must be version 2012-10-17 or greater."):
        new_policy(world, document=ALLOW.replace("2012", "2008"))
    with refused(InvalidInput, "Duplicate tag keys found."):
        new_policy(world, tags=[("a", "1"), ("a", "2")])
    with refused(LimitExceeded, "Cannot exceed quota for PolicySize: 6144"):
        new_policy(world, document=of_size(6145))
    new_policy(world, document=of_size(6144).replace("  ", " " * 9000))
    monkeypatch.setattr(policies, "PER_ACCOUNT", 3)
    with refused(LimitExceeded, "Cannot exceed quota for PoliciesPerAccount: 3"):
        new_policy(world, "another")


def test_looking_a_policy_up(world: World):
    theirs = policies.create_policy(
        account=world.stranger.account, policy_name="Theirs", document=ALLOW, now=NOW
    )
    for arn in (theirs.arn, f"{ARN}/nothing", f"{ARN}/force_mfa"):
        with refused(NoSuchEntity, f"Policy {arn} was not found."):
            policies.get_policy(account=world.account, policy_arn=arn)
        with refused(NoSuchEntity, f"Policy {arn} does not exist or is not attachable."):
            attachments.get_attachable_policy(account=world.account, policy_arn=arn)
    with refused(ValidationError, "ARN not-an-arn-but-long-enough is not valid."):
        policies.get_policy(account=world.account, policy_arn="not-an-arn-but-long-enough")
    aws = "arn:aws:iam::aws:policy/AdministratorAccess"
    found = policies.get_policy(account=world.account, policy_arn=aws)
    assert found.attachment_count == 1, "the stranger's attachment is not ours to count"
    with refused(AccessDenied, "Cannot delete policies outside your own account."):
        policies.get_own_policy(account=world.account, policy_arn=aws, change=DELETE)
    own_arn = f"{ARN}/Force_MFA"
    own = policies.get_own_policy(account=world.account, policy_arn=own_arn, change=DELETE)
    assert own.policy_name == "Force_MFA"


def test_policies_are_listed_by_name_scope_and_path(world: World):
    new_policy(world, "abc", path="/x/")

    def names(**filters: object) -> list[str]:
        found = policies.list_policies(account=world.account, **filters)  # type: ignore[arg-type]
        return [policy.policy_name for policy in found]

    own = ["abc", "Force_MFA", "Self_manage"]
    assert names() == sorted([*OF_AWS, *own], key=str.lower)
    assert names(scope="AWS") == OF_AWS
    assert names(scope="Local") == ["abc", "Force_MFA", "Self_manage"]
    assert names(scope="Local", only_attached=True) == ["Force_MFA", "Self_manage"]
    assert names(path_prefix="/x/") == ["abc"]


def test_an_attached_policy_serves_whom_it_is_attached_to(world: World):
    policy = new_policy(world)
    group = groups.create_group(account=world.account, group_name="g", path="/x/", now=NOW)
    groups.add_user_to_group(group=group, user=world.carol)
    for _ in range(2):
        attachments.attach_user_policy(user=world.bob, policy=policy)
        attachments.attach_group_policy(group=group, policy=policy)
    assert policy in set(attachments.list_attached_user_policies(user=world.bob))
    assert list(attachments.list_attached_group_policies(group=group)) == [policy]
    assert policies.get_policy(account=world.account, policy_arn=policy.arn).attachment_count == 2
    entities = attachments.list_entities_for_policy(account=world.account, policy=policy)
    assert (list(entities.users), list(entities.groups)) == ([world.bob], [group])
    under = attachments.list_entities_for_policy(
        account=world.account, policy=policy, path_prefix="/x/"
    )
    assert (list(under.users), list(under.groups)) == ([], [group])
    assert [found.name for found in policies_of(world.carol)] == ["Reader"]
    attachments.detach_group_policy(group=group, policy=policy)
    assert policies_of(world.carol) == ()
    with refused(NoSuchEntity, f"Policy {policy.arn} was not found."):
        attachments.detach_group_policy(group=group, policy=policy)
    with refused(NoSuchEntity, f"Policy {policy.arn} was not found."):
        attachments.detach_user_policy(user=world.carol, policy=policy)


def test_attached_policies_are_listed_under_a_path(world: World):
    attachments.attach_user_policy(user=world.carol, policy=new_policy(world, path="/x/"))
    assert not attachments.list_attached_user_policies(user=world.carol, path_prefix="/X/")
    assert attachments.list_attached_user_policies(user=world.carol, path_prefix="/x")


def test_ten_policies_attached_and_no_more(world: World):
    group = groups.create_group(account=world.account, group_name="g", now=NOW)
    for number in range(10):
        policy = new_policy(world, f"p{number}")
        attachments.attach_user_policy(user=world.carol, policy=policy)
        attachments.attach_group_policy(group=group, policy=policy)
    more = new_policy(world, "more")
    with refused(LimitExceeded, "Cannot exceed quota for PoliciesPerUser: 10"):
        attachments.attach_user_policy(user=world.carol, policy=more)
    with refused(LimitExceeded, "Cannot exceed quota for PoliciesPerGroup: 10"):
        attachments.attach_group_policy(group=group, policy=more)


def test_a_policy_is_deleted_once_it_serves_nobody(world: World):
    policy = new_policy(world)
    attachments.attach_user_policy(user=world.bob, policy=policy)
    with refused(DeleteConflict, "Cannot delete a policy attached to entities."):
        policies.delete_policy(policy=policy)
    attachments.detach_user_policy(user=world.bob, policy=policy)
    policy_versions.create_policy_version(policy=policy, document=ALLOW, now=NOW)
    with refused(
        DeleteConflict,
        "This policy has more than one version. Before you delete a policy, you must delete the "
        "policy's versions. The default version is deleted with the policy.",
    ):
        policies.delete_policy(policy=policy)
    policy_versions.delete_policy_version(policy=policy, version_id="v2")
    policies.delete_policy(policy=policy)
    with refused(NoSuchEntity, f"Policy {policy.arn} was not found."):
        attachments.attach_user_policy(user=world.bob, policy=policy)


@pytest.mark.django_db(transaction=True)
def test_twenty_attachments_at_once_and_ten_hold():
    world = make_world()
    made = [new_policy(world, f"p{number}") for number in range(20)]
    outcomes = all_at_once(
        [
            lambda policy=policy: attachments.attach_user_policy(user=world.carol, policy=policy)
            for policy in made
        ]
    )
    assert outcomes.count(LimitExceeded) == 10
    assert world.carol.policies.count() == 10


@pytest.mark.django_db(transaction=True)
def test_ten_policies_of_one_name_and_one_is_made():
    world = make_world()
    outcomes = at_once(10, lambda: new_policy(world))
    assert outcomes.count(EntityAlreadyExists) == 9
    assert world.account.policies.filter(policy_name="Reader").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_attachment_and_the_end_of_its_policy_at_once_leave_no_half():
    world = make_world()
    for number in range(8):
        policy = new_policy(world, f"p{number}")
        outcomes = all_at_once(
            [
                lambda policy=policy: policies.delete_policy(policy=policy),
                lambda policy=policy: attachments.attach_user_policy(
                    user=world.carol, policy=policy
                ),
            ]
        )
        assert DeleteConflict in outcomes or NoSuchEntity in outcomes, outcomes
        assert world.carol.policies.count() == Policy.objects.filter(pk=policy.pk).count()
        world.carol.policies.clear()
