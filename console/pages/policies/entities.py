"""Users and groups as the entities of a policy, in one list."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Group, Policy, User
from accounts.operations.policies.attachments import Entities
from console.pages.components.identities import name_of


@dataclass(frozen=True, slots=True)
class Entity:
    """A user or a group whom a policy is attached to, or, `bounded`, whose boundary it is."""

    row: User | Group
    policy: Policy
    bounded: bool = False

    @property
    def is_user(self) -> bool:
        return isinstance(self.row, User)

    @property
    def kind(self) -> str:
        return "User" if self.is_user else "Group"

    @property
    def name(self) -> str:
        return name_of(self.row)

    @property
    def url(self) -> str:
        return reverse("user" if self.is_user else "group", args=[self.name])

    @property
    def pair(self) -> tuple[User | Group, Policy]:
        """What attaching and detaching is decided about."""
        return self.row, self.policy


def entities_of(found: Entities, policy: Policy) -> list[Entity]:
    """The users, the groups, then the users whom the policy bounds."""
    return [
        *(Entity(user, policy) for user in found.users),
        *(Entity(group, policy) for group in found.groups),
        *(Entity(user, policy, bounded=True) for user in found.bounded_users),
    ]
