"""Which services a managed policy, or the policies of a user or a group, grant access to."""

from collections.abc import Collection, Sequence

from accounts.actions import Action
from accounts.errors import NoSuchEntity, no_such
from accounts.models import Account, Group, Policy, User
from accounts.operations.policies.policies import get_policy
from accounts.policy import Document, compiled, grants_action, grants_service, split_arn
from accounts.service_names import NAMES, actions_of
from accounts.simulation.sources import Source, entity_of_arn, find_principal, sources_of

Entity = User | Group | Policy


def find_entity(*, account: Account, arn: str) -> Entity:
    """The user, group or managed policy of an ARN, one of AWS's own included.

    NoSuchEntity where the account has none; InvalidInput for an ARN of anything else.
    """
    parts = split_arn(arn)
    if parts is not None and parts[2] == "iam" and parts[5].startswith("policy/"):
        return get_policy(account=account, policy_arn=arn)
    return _find_holder(account, arn)


def _find_holder(account: Account, arn: str) -> User | Group:
    """The user or group of an ARN, in the words that these operations have for a missing one."""
    try:
        return find_principal(account=account, arn=arn)
    except NoSuchEntity as error:
        kind, name, _ = entity_of_arn(arn)
        raise no_such(kind, name) from error


def documents_of(entity: Entity) -> list[Document]:
    """The documents that apply to a user or a group, or a policy's own. Boundaries do not count."""
    if isinstance(entity, Policy):
        return [compiled(entity.document)]
    return [source.document for source in sources_of(entity)]


def granted_services(documents: Collection[Document]) -> list[str]:
    """The services that policies grant access to, in order."""
    return [service for service in sorted(NAMES) if grants_service(documents, service)]


def granted_actions(documents: Collection[Document], service: str) -> list[Action]:
    """The actions of a service, of those performed here, that policies allow."""
    return [one for one in actions_of(service) if grants_action(documents, one.id)]


def users_of(entity: Entity, account: Account) -> list[User]:
    """The account's users who have the policies of an entity: members of a group, holders of a
    policy whether attached to them or to a group of theirs, or the user itself."""
    if isinstance(entity, User):
        return [entity]
    if isinstance(entity, Group):
        return list(account.users.filter(groups=entity))
    found = account.users.filter(policies=entity) | account.users.filter(groups__policies=entity)
    return list(found.distinct())


def list_policies_granting_service_access(
    *, account: Account, arn: str, services: Sequence[str]
) -> list[tuple[str, list[Source]]]:
    """For each of the services the policies of a user (its groups' included) or of a group that
    reach it, by name. InvalidInput for an ARN of anything else.
    """
    found = sorted(sources_of(_find_holder(account, arn)), key=policy_name)
    return [
        (service, [one for one in found if grants_service([one.document], service.lower())])
        for service in services
    ]


def policy_name(source: Source) -> str:
    """The name of a stored policy: an inline one is embedded under it."""
    return source.embedded[2] if source.embedded else source.id
