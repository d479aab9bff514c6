"""The permissions of users and groups: seen, attached, embedded, taken away, editions applied."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from accounts.editions import edition
from accounts.errors import NoSuchEntity
from accounts.models import Group, GroupPolicy, Policy, User, UserPolicy
from accounts.operations.groups import add_user_to_group, create_group
from accounts.operations.policies.attachments import attach_group_policy
from accounts.operations.policies.policies import create_policy
from accounts.operations.policies.policy_versions import create_policy_version
from console.models import Event
from console.pages.permissions import apply_edition
from tests.pages.helpers import ADMINISTRATOR, READ, WRITE, allow, text_of
from tests.support.rows import rows
from tests.world import OF_AWS, World

SignedIn = Callable[..., Client]
NOW = datetime.now(tz=UTC)
CURRENT = "current-mfa-self-manage"
READING = ("GetUser", "GetGroup", "GetPolicy", "GetPolicyVersion", "ListPolicyVersions")


@pytest.fixture(params=["user", "group"])
def holder(request, world: World) -> User | Group:
    if request.param == "user":
        return world.carol
    return create_group(account=world.account, group_name="Developers", now=NOW)


def noun(holder: User | Group) -> str:
    return type(holder).__name__


def at(holder: User | Group, verb: str = "") -> str:
    if isinstance(holder, User):
        return f"/iam/users/details/{holder.user_name}/{'permissions/' if verb else ''}{verb}"
    return f"/iam/groups/details/{holder.group_name}/permissions/{verb}"


def inline(holder: User | Group) -> dict[str, str]:
    return dict(holder.inline_policies.values_list("policy_name", "document"))


def test_attach_and_remove(world: World, admin: Client, holder: User | Group):
    assert "No permissions" in text_of(admin.get(at(holder)))
    html = text_of(admin.get(at(holder, "attach/")))
    assert "AdministratorAccess" in html
    assert "Force_MFA" not in text_of(admin.get(at(holder, "attach/"), {"search": "admin"}))
    response = admin.post(at(holder, "attach/"), {"policy_arn": [ADMINISTRATOR, "x", "\0"]})
    assert response.url == at(holder)
    html = text_of(admin.get(at(holder)))
    assert "Policy attached" in html
    assert re.search(r"AdministratorAccess</a>\s*</th>\s*<td>AWS managed</td>", html)
    assert "AdministratorAccess" not in text_of(admin.get(at(holder, "attach/")))
    remove = at(holder, f"detach/{ADMINISTRATOR}/")
    assert "Remove AdministratorAccess from" in text_of(admin.get(remove))
    assert admin.post(remove).url == at(holder)
    assert not holder.policies.exists()
    names = Event.objects.filter(error_code="").values_list("event_name", flat=True)
    assert {f"Attach{noun(holder)}Policy", f"Detach{noun(holder)}Policy"} <= set(names)
    response = admin.post(remove)
    assert response.status_code == 404
    assert f"Policy {ADMINISTRATOR} was not found." in text_of(response)


def test_who_takes_a_policy_from_themselves_is_warned(world: World, admin: Client):
    own, other = world.admin, world.carol
    other.policies.add(Policy.objects.get(arn=ADMINISTRATOR))
    verb, text = f"detach/{ADMINISTRATOR}/", "This is your own user."
    assert text in text_of(admin.get(at(own, verb)))
    assert text not in text_of(admin.get(at(other, verb)))


def test_a_search_keeps_what_is_ticked(world: World, admin: Client, holder: User | Group):
    sent = {"search": "readonly", "policy_arn": [ADMINISTRATOR, "x", "\0"]}
    html = text_of(admin.get(at(holder, "attach/"), sent))
    assert f'value="{ADMINISTRATOR}" id="policy-1" checked>' in html
    assert "ReadOnlyAccess" in html
    assert html[html.index("<main") :].count(" checked>") == 1


def test_an_inline_policy(world: World, admin: Client, holder: User | Group):
    create = at(holder, "create/")
    assert "Statement1" in text_of(admin.get(create))
    assert admin.post(create, {"policy_name": "Own", "document": READ}).url == at(holder)
    assert inline(holder) == {"Own": READ}
    assert "Customer inline" in text_of(admin.get(at(holder)))
    assert "s3:Get*" in text_of(admin.get(at(holder, "inline/own/")))
    assert "s3:Get*" in text_of(admin.get(at(holder, "inline/own/edit/")))
    edited = admin.post(at(holder, "inline/own/edit/"), {"document": WRITE})
    assert edited.url == at(holder)
    assert inline(holder) == {"Own": WRITE}
    before = rows()
    for verb in ("inline/x/", "inline/x/edit/", "inline/x/delete/"):
        assert admin.get(at(holder, verb)).status_code == 404
    assert admin.post(at(holder, "inline/x/delete/")).status_code == 404
    assert admin.post(at(holder, "inline/x/edit/"), {"document": WRITE}).status_code == 404
    assert rows() == before
    assert "Delete Own?" in text_of(admin.get(at(holder, "inline/Own/delete/")))
    assert admin.post(at(holder, "inline/Own/delete/")).url == at(holder)
    assert inline(holder) == {}


def test_a_new_inline_policy_replaces_none(world: World, admin: Client, holder: User | Group):
    admin.post(at(holder, "create/"), {"policy_name": "Own", "document": READ})
    before = rows()
    response = admin.post(at(holder, "create/"), {"policy_name": "own", "document": WRITE})
    assert response.status_code == 409
    assert "There is an inline policy Own already." in text_of(response)
    assert rows() == before


def test_the_others_count_where_they_may_be_read(world: World, admin: Client, holder: User | Group):
    admin.post(at(holder, "create/"), {"policy_name": "Own", "document": READ})
    sent = {"policy_name": "More", "document": WRITE, "check": "document"}
    response = admin.post(at(holder, "create/"), sent)
    assert "; the others have 89." in text_of(response)
    checked = response.context["checked"]
    assert (checked.size, checked.limit) == (89, response.context["limit_of_all"] - 89)
    assert "the others have" not in text_of(admin.get(at(holder, "inline/Own/edit/")))


def test_white_space_before_an_inline_policy(world: World, admin: Client, holder: User | Group):
    for more, status in (({}, 400), ({"check": "document"}, 200)):
        sent = {"policy_name": "Own", "document": "\n" + READ, **more}
        response = admin.post(at(holder, "create/"), sent)
        assert response.status_code == status
        assert "The policy failed legacy parsing" in text_of(response)
        assert "White space stands before the document." in text_of(response)
    assert inline(holder) == {}


def test_inline_policies_have_a_size(world: World, admin: Client, holder: User | Group):
    long = READ.replace("Get*", "a" * 5200)
    before = rows()
    response = admin.post(at(holder, "create/"), {"policy_name": "Own", "document": long})
    assert response.status_code == 409
    assert "Maximum policy size of" in text_of(response)
    assert rows() == before


def test_who_may_not(world: World, signed_in: SignedIn, holder: User | Group):
    allow(world.bob, "iam:GetUser", "iam:GetGroup")
    client = signed_in(world.bob)
    before = rows()
    html = text_of(client.get(at(holder)))
    kind = noun(holder)
    for action in (f"ListAttached{kind}Policies", f"List{kind}Policies"):
        assert f"iam:{action} on resource" in html
    name = holder.user_name if isinstance(holder, User) else holder.group_name
    for verb, action in (
        ("create/", f"Put{kind}Policy"),
        ("inline/x/edit/", f"Put{kind}Policy"),
        ("inline/x/delete/", f"Delete{kind}Policy"),
        (f"detach/{ADMINISTRATOR}/", f"Detach{kind}Policy"),
        ("attach/", f"ListAttached{kind}Policies"),
    ):
        response = client.post(at(holder, verb), {"policy_name": "x", "document": READ})
        assert response.status_code == 403
        text = f"iam:{action} on resource: {kind.lower()} {name} because"
        assert text in text_of(response)
    assert rows() == before


def test_the_permissions_through_groups(world: World, admin: Client):
    group = create_group(account=world.account, group_name="Developers", now=NOW)
    add_user_to_group(group=group, user=world.carol)
    attach_group_policy(group=group, policy=Policy.objects.get(arn=ADMINISTRATOR))
    GroupPolicy.objects.create(group=group, policy_name="Embedded", document=READ)
    Event.objects.all().delete()
    html = text_of(admin.get(at(world.carol)))
    assert 'Permissions policies <span class="counter">(2)</span>' in html
    assert html.count('Group <a href="/iam/groups/details/Developers/">Developers</a>') == 2
    names = Event.objects.values_list("event_name", flat=True)
    assert {"ListAttachedGroupPolicies", "ListGroupPolicies"} <= set(names)


def test_what_may_not_be_seen_of_groups_is_not_counted(world: World, signed_in: SignedIn):
    group = create_group(account=world.account, group_name="Developers", now=NOW)
    add_user_to_group(group=group, user=world.carol)
    GroupPolicy.objects.create(group=group, policy_name="Embedded", document=READ)
    allow(world.carol, "iam:GetUser", "iam:List*UserPolicies", "iam:ListGroupsForUser")
    allow(world.carol, "iam:ListAttachedGroupPolicies", resource="*")
    html = text_of(signed_in(world.carol).get(at(world.carol)))
    assert "this needs iam:ListGroupPolicies on it." in html
    assert "Embedded" not in html
    assert "Permissions policies</h2>" in html, "no counter"


def test_attaching_is_decided_with_the_policy(world: World, signed_in: SignedIn):
    statement = (
        '{"Effect":"Allow","Action":["iam:AttachUserPolicy","iam:List*"],"Resource":"*",'
        f'"Condition":{{"ArnNotEquals":{{"iam:PolicyARN":"{ADMINISTRATOR}"}}}}}}'
    )
    document = f'{{"Version":"2012-10-17","Statement":{statement}}}'
    UserPolicy.objects.create(user=world.carol, policy_name="Attach", document=document)
    client = signed_in(world.carol)
    html = text_of(client.get(at(world.carol, "attach/")))
    offered = set(re.findall(r'<label for="policy-\d+">([^<]*)</label>', html))
    assert offered == {*OF_AWS, "Force_MFA", "Self_manage"} - {"AdministratorAccess"}
    mine = Policy.objects.get(policy_name="Force_MFA")
    client.post(at(world.carol, "attach/"), {"policy_arn": [ADMINISTRATOR, mine.arn]})
    assert list(world.carol.policies.all()) == [mine]


def test_who_may_put_and_not_get_begins_anew(world: World, signed_in: SignedIn):
    UserPolicy.objects.create(user=world.bob, policy_name="Own", document=READ)
    allow(world.carol, "iam:PutUserPolicy")
    client = signed_in(world.carol)
    html = text_of(client.get(at(world.bob, "inline/Own/edit/")))
    assert "s3:Get*" not in html
    assert "iam:GetUserPolicy is not allowed" in html
    assert client.post(at(world.bob, "inline/Own/edit/"), {"document": WRITE}).status_code == 302
    assert inline(world.bob) == {"Own": WRITE}


def test_apply_an_edition(world: World, admin: Client, holder: User | Group):
    assert "Apply a published policy to" in text_of(admin.get(at(holder, "apply-edition/")))
    Event.objects.all().delete()
    response = admin.post(at(holder, "apply-edition/"), {"edition": CURRENT})
    assert response.url == at(holder)
    policy = Policy.objects.get(policy_name="Force_MFA")
    assert policy.document == edition(CURRENT)
    assert policy.default_version == 2
    assert list(holder.policies.all()) == [policy]
    names = Event.objects.order_by("pk").values_list("event_name", flat=True)
    assert [name for name in names if name not in READING] == [
        "CreatePolicyVersion",
        f"Attach{noun(holder)}Policy",
    ]


def test_an_edition_makes_its_policy(world: World, admin: Client, holder: User | Group):
    sent = {"edition": "2019-01-31-self-manage-password-only"}
    assert admin.post(at(holder, "apply-edition/"), sent).url == at(holder)
    [policy] = holder.policies.all()
    assert policy.account == world.account
    assert policy.document == edition("2019-01-31-self-manage-password-only")
    event = Event.objects.get(event_name="CreatePolicy", error_code="")
    assert event.record["responseElements"]["policy"]["arn"] == policy.arn


def test_one_of_awss_own_is_attached(world: World, admin: Client, holder: User | Group):
    sent = {"edition": "administrator-access"}
    assert admin.post(at(holder, "apply-edition/"), sent).url == at(holder)
    assert [policy.arn for policy in holder.policies.all()] == [ADMINISTRATOR]


def test_all_of_it_or_nothing(world: World, signed_in: SignedIn, holder: User | Group):
    kind = noun(holder)
    allow(world.bob, "iam:GetUser", "iam:GetGroup", f"iam:Attach{kind}Policy")
    client = signed_in(world.bob)
    before = rows()
    Event.objects.all().delete()
    response = client.post(at(holder, "apply-edition/"), {"edition": CURRENT})
    assert response.status_code == 403
    assert "iam:GetPolicy on resource: policy arn:aws:iam::" in text_of(response)
    for chosen in ("", "nothing", "\0"):
        assert client.post(at(holder, "apply-edition/"), {"edition": chosen}).status_code == 200
    assert rows() == before
    refused = Event.objects.exclude(error_code="")
    assert [event.event_name for event in refused] == ["GetPolicy"]


def test_an_edition_that_fails_leaves_nothing(world: World, admin: Client, holder: User | Group):
    policy = Policy.objects.get(policy_name="Force_MFA")
    for number in range(4):
        create_policy_version(policy=policy, document=READ.replace("s3", f"s{number}"), now=NOW)
    for number in range(10):
        name = f"p{number}"
        holder.policies.add(
            create_policy(account=world.account, policy_name=name, document=READ, now=NOW)
        )
    before = rows()
    Event.objects.all().delete()
    response = admin.post(
        at(holder, "apply-edition/"), {"edition": "2019-01-31-self-manage-password-only"}
    )
    assert response.status_code == 409
    assert "Cannot exceed quota for PoliciesPer" in text_of(response)
    response = admin.post(at(holder, "apply-edition/"), {"edition": CURRENT})
    assert response.status_code == 409
    assert rows() == before
    failed = Event.objects.exclude(error_code="").order_by("pk")
    assert [(event.event_name, event.error_code) for event in failed] == [
        (f"Attach{noun(holder)}Policy", "LimitExceededException"),
        ("CreatePolicyVersion", "LimitExceededException"),
    ]


def test_applying_tells_nothing_of_what_may_not_be_read(world: World, signed_in: SignedIn):
    allow(world.carol, "iam:GetUser", "iam:AttachUserPolicy")
    client = signed_in(world.carol)
    told = set()
    for name in (CURRENT, "2019-01-31-mfa-self-manage", "2019-01-31-self-manage-password-only"):
        before = rows()
        response = client.post(at(world.carol, "apply-edition/"), {"edition": name})
        assert response.status_code == 403
        assert rows() == before
        told.add(Event.objects.filter(error_code="AccessDenied").latest("pk").event_name)
    assert told == {"GetPolicy"}


def test_a_refused_step_undoes_all(world: World, signed_in: SignedIn):
    reads = [f"iam:{name}" for name in READING if name != "GetGroup"]
    allow(world.carol, *reads, "iam:AttachUserPolicy")
    client = signed_in(world.carol)
    before = rows()
    response = client.post(at(world.carol, "apply-edition/"), {"edition": CURRENT})
    assert "iam:CreatePolicyVersion on resource: policy arn:aws:iam::" in text_of(response)
    assert rows() == before


def test_applying_to_a_user_who_goes_meanwhile(world: World, admin: Client, monkeypatch):
    def gone(**_: object) -> None:
        raise NoSuchEntity("The user with name carol cannot be found.")

    monkeypatch.setattr(apply_edition, "steps_to_apply", gone)
    response = admin.post(at(world.carol, "apply-edition/"), {"edition": CURRENT})
    assert response.status_code == 404
    event = Event.objects.get(event_name="AttachUserPolicy")
    assert event.error_code == "NoSuchEntityException"


@pytest.mark.parametrize("name", ["nobody", "Hidden"])
def test_who_may_not_ask_learns_no_policy(world: World, signed_in: SignedIn, name: str):
    """A policy that is there and one that is not look alike to who may do nothing with it."""
    create_policy(account=world.account, policy_name="Hidden", document=READ, now=NOW)
    allow(world.carol, "iam:ListAttachedUserPolicies")
    client = signed_in(world.carol)
    before = rows()
    arn = f"arn:aws:iam::{world.account.account_id}:policy/{name}"
    response = client.post(at(world.carol, "attach/"), {"policy_arn": arn})
    html = text_of(client.get("/iam/security-credentials/"))
    assert response.status_code == 302
    assert f"{name} not attached" in html
    assert "iam:AttachUserPolicy on resource: user carol because" in html
    assert rows() == before
    assert Event.objects.filter(event_name="AttachUserPolicy").count() == 1


def test_who_may_put_and_not_get_learns_no_name(world: World, signed_in: SignedIn):
    UserPolicy.objects.create(user=world.bob, policy_name="Own", document=READ)
    allow(world.carol, "iam:PutUserPolicy")
    client = signed_in(world.carol)
    for name in ("Own", "Other"):
        assert client.get(at(world.bob, f"inline/{name}/edit/")).status_code == 200
        sent = {"policy_name": name, "document": WRITE}
        assert client.post(at(world.bob, "create/"), sent).status_code == 302
    assert inline(world.bob) == {"Own": WRITE, "Other": WRITE}


def test_a_name_that_no_database_keeps(world: World, admin: Client, holder: User | Group):
    before = rows()
    response = admin.post(at(holder, "create/"), {"policy_name": "a\0b", "document": READ})
    assert response.status_code == 200
    assert "The specified value for policyName is invalid." in text_of(response)
    assert rows() == before


@pytest.mark.parametrize(
    ("address", "commands"),
    [
        (
            "/iam/users/details/bob/",
            [
                "list-attached-user-policies",
                "list-user-policies",
                "list-groups-for-user",
                "get-user",
            ],
        ),
        ("/iam/groups/details/Developers/", ["get-group"]),
        (
            "/iam/groups/details/Developers/permissions/",
            ["list-attached-group-policies", "list-group-policies"],
        ),
    ],
)
def test_panels_show_the_commands_that_read_them(
    world: World, admin: Client, developers: Group, address: str, commands: list[str]
):
    text, name = text_of(admin.get(address)), address.split("/")[4]
    option = "user-name" if name == "bob" else "group-name"
    for command in commands:
        assert f"aws iam {command} --{option} {name}" in text
