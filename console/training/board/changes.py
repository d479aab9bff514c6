"""What an instructor changes for one seat: each change is one transaction, with events in the
account of the seat that say who did it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from accounts.actions import UPDATE_LOGIN_PROFILE
from accounts.editions import BY_NAME
from accounts.errors import ServiceError, no_such
from accounts.models import Account, User
from accounts.operations.policies.editions import steps_to_apply
from accounts.operations.steps import Step
from console.gate.operator import perform_all_as_operator, perform_as_operator
from console.training import passwords
from console.training.clock import set_clock, shift_clock
from console.training.labs.labs import Lab, find_lab
from console.training.logins import Login, logins_of, sealed
from console.training.models import Seat
from console.training.runs import present_of, skip_step, start_lab, take_hint
from console.training.seats import SeatGone, empty
from credentials.operations.maintenance.ending_sessions import end_sessions
from credentials.operations.maintenance.resetting import steps_to_remove_mfa_devices
from credentials.operations.maintenance.unlocking import unlock_user
from credentials.operations.passwords import update_login_profile

BY, COMMAND = "training", "board"  # as the events in the learner's account say it
ADMINISTRATOR = "AdministratorAccess"
MESSAGE_MAX = 300  # characters


class NotThere(ServiceError):
    """The seat has nothing to change yet."""

    code, status = "SeatNotJoined", 409


def account_of(seat: Seat) -> Account:
    """The account of the seat; NotThere where nobody has joined it."""
    if seat.account is None:
        raise NotThere("Nobody has joined this seat yet.")
    return seat.account


def unlock(seat: Seat, *, real_now: datetime) -> None:
    """Let everybody of the seat's account try passwords and codes again at once."""
    _for_each_user(seat, lambda user: unlock_user(user=user), real_now=real_now)


def sign_out(seat: Seat, *, real_now: datetime) -> None:
    """End all console sessions of the seat's account."""
    _for_each_user(seat, lambda user: end_sessions(user=user), real_now=real_now)


def remove_mfa_devices(seat: Seat, *, real_now: datetime) -> None:
    """Take all MFA devices from the users of the seat's account."""
    _perform(seat, lambda user: steps_to_remove_mfa_devices(user), real_now=real_now)


def apply_edition(seat: Seat, *, edition: str, real_now: datetime) -> None:
    """Apply another published version to all users of the account but administrators."""
    account, applied = account_of(seat), BY_NAME[edition]
    moment = account.time_at(real_now)

    def steps(user: User) -> list[Step]:
        if user.policies.filter(policy_name=ADMINISTRATOR).exists():
            return []
        return list(steps_to_apply(account=account, to=user, applied=applied, now=moment))

    _perform(seat, steps, real_now=real_now)


@transaction.atomic
def new_password(seat: Seat, *, real_now: datetime) -> None:
    """Give each user of the seat's page another console password, which the page then shows."""
    account = account_of(seat)
    moment = account.time_at(real_now)
    make = passwords.maker_of(seat.in_class)
    logins = []
    for login in logins_of(seat):
        user = account.users.filter(user_name=login.user_name).first()
        password = login.password
        if user is not None and user.has_usable_password():
            password = make()
            _set_password(user, password, moment)
        logins.append(Login(login.user_name, password, login.policy))
    seat.credentials = sealed(logins)
    seat.save(update_fields=["credentials"])


def shift(seat: Seat, *, shift: int, real_now: datetime) -> None:
    """Set the account's clock on by so many seconds; 0 is back to real time."""
    if shift:
        shift_clock(account=account_of(seat), seconds=shift)
    else:
        set_clock(account=account_of(seat), seconds=0)


def begin_lab(seat: Seat, *, lab: str, real_now: datetime) -> None:
    """Bring the seat's account to the start of a lab; what the account holds is gone."""
    found = find_lab(lab)
    if found is None:
        raise no_such("lab", lab)
    account_of(seat)
    start_lab(seat=seat, lab=found, real_now=real_now)


def start_over(seat: Seat, *, real_now: datetime) -> None:
    """Bring the seat's account back to the start of its present lab."""
    start_lab(seat=seat, lab=_present_lab(seat), real_now=real_now)


def hint(seat: Seat, *, real_now: datetime) -> None:
    """Show the learner one more hint of the present step."""
    _present_lab(seat)
    take_hint(seat=seat)


def skip(seat: Seat, *, real_now: datetime) -> None:
    """Let the learner go on to the next step without this one."""
    _present_lab(seat)
    skip_step(seat=seat, real_now=real_now)


def _present_lab(seat: Seat) -> Lab:
    present = present_of(seat)
    if present is None or present.step is None:
        raise NotThere("This seat has no lab that goes on.")
    return present.lab


def send(seat: Seat, *, message: str, real_now: datetime) -> None:
    """Show a message on the learner's next page; "" takes it back."""
    seat.message, seat.message_at = message, real_now if message else None
    seat.save(update_fields=["message", "message_at"])


def empty_seat(seat: Seat, *, real_now: datetime) -> None:
    """Delete the account of the seat, which somebody else can then join."""
    if seat.joined_at is None:
        raise NotThere("Nobody has joined this seat yet.")
    try:
        empty(seat=seat)
    except SeatGone as error:
        raise NotThere("This seat is not there any more.") from error


def _set_password(user: User, password: str, moment: datetime) -> None:
    with perform_as_operator(
        user.account,
        UPDATE_LOGIN_PROFILE,
        command=COMMAND,
        by=BY,
        now=moment,
        userName=user.user_name,
        passwordResetRequired=False,
    ):
        update_login_profile(user=user, password=password, reset_required=False, now=moment)


def _users(seat: Seat) -> Iterator[User]:
    yield from account_of(seat).users.select_related("account").order_by("pk")


@transaction.atomic
def _for_each_user(seat: Seat, change: Callable[[User], object], *, real_now: datetime) -> None:
    """Change each user; for the events it is a change of the login profile."""
    for user in _users(seat):
        with perform_as_operator(
            user.account,
            UPDATE_LOGIN_PROFILE,
            command=COMMAND,
            by=BY,
            now=user.account.time_at(real_now),
            userName=user.user_name,
        ):
            change(user)


@transaction.atomic
def _perform(seat: Seat, steps: Callable[[User], list[Step]], *, real_now: datetime) -> None:
    """Make the calls that `steps` gives for each user."""
    for user in _users(seat):
        perform_all_as_operator(
            user.account, steps(user), command=COMMAND, by=BY, now=user.account.time_at(real_now)
        )
