"""All actions of the page Security credentials, without MFA and with it, as one table."""

from dataclasses import dataclass

from accounts.actions import Action
from accounts.models import User
from accounts.simulation import simulate
from accounts.simulation.cost import Found
from accounts.simulation.simulate import Simulation
from accounts.values import arns
from console.gate.decorators import mark_of
from console.pages.credentials import own_page

STATES = ("absent", "false", "true")


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """An action on the resource that it is about, with its effect for each state of MFA."""

    action: Action
    resource: str
    effects: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.effects)) > 1


def actions_of_page() -> list[Action]:
    """What the page reads, and what its controls and rows do, by name."""
    found: set[Action] = set()
    for view in (
        own_page.iam_credentials,
        own_page.codecommit_credentials,
        own_page.keyspaces_credentials,
    ):
        mark = mark_of(view)
        if mark is not None and mark.performs is not None:
            pairs = (mark.performs, *mark.shows, *mark.offers, *mark.each)
            found |= {pair[0] for pair in pairs}
    return sorted(found, key=lambda action: action.id)


def resources_of(user: User) -> list[str]:
    """What the actions are about: the user, its MFA device of AWS's naming, everything."""
    account_id = user.account.account_id
    return [user.arn, arns.mfa(account_id, "/", user.user_name), simulate.EVERYTHING]


def outcomes_of(tried: Simulation, actions: list[Action]) -> list[tuple[str, str]]:
    """For each action the resource that it is about, and the effect there.

    InvalidInput where it is too much at once.
    """
    tried.check()
    simulate.check_actions(tried, [action.id for action in actions], len(actions))
    found = Found()
    outcomes = []
    for action in actions:
        of_user, of_device, of_all = simulate.simulate(tried, action.id, found)[1]
        one = of_all
        if "mfa" in action.kinds:
            one = of_device
        elif "user" in action.kinds:
            one = of_user
        outcomes.append((one.resource, one.effect.value))
    return outcomes
