"""The console session: how it began, fixed until it ends.

Django's session, keyed by its cookie, holds the user (django.contrib.auth), whether MFA was used,
when, and whether the password must be changed first. A changed password ends the session, as
django.contrib.auth does; twelve hours end it too, by the account's clock and by the real one.
What is owed while signing in, a code or a passkey's answer, has real time.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from accounts.models import User
from accounts.principals import Principal
from credentials.models import MFADevice
from credentials.webauthn import CHALLENGE_LENGTH

LENGTH = timedelta(seconds=settings.SESSION_COOKIE_AGE)
PENDING_LENGTH = timedelta(minutes=10)
BACKEND = "console.authentication.sign_in.AccountBackend"
PENDING = "pending_sign_in"
MFA_DEVICE = "mfa_device"  # its kind and name, as they were when the session began
CHALLENGE = "webauthn_challenge"
IN_SET_UP = "mfa_devices_in_set_up"
MUST_CHANGE_PASSWORD = "must_change_password"  # noqa: S105


def begin(
    request: HttpRequest,
    user: User,
    *,
    mfa_device: MFADevice | None,
    now: datetime,
    must_change_password: bool = False,
) -> None:
    """Begin a session under a new key; whatever an earlier one held is gone.

    With `must_change_password` it can do nothing else until `password_changed`.
    """
    request.session.flush()
    auth.login(request, user, backend=BACKEND)
    request.session["issued_at"] = int(now.timestamp())
    request.session["mfa"] = mfa_device is not None
    if mfa_device is not None:
        request.session[MFA_DEVICE] = f"{mfa_device.get_kind_display()} {mfa_device.name}"
    if must_change_password:
        request.session[MUST_CHANGE_PASSWORD] = True


def password_changed(request: HttpRequest, user: User) -> None:
    """Keep this session, under a new key, when its user has a new password; all others end."""
    request.session.cycle_key()
    request.session[auth.HASH_SESSION_KEY] = user.get_session_auth_hash()
    request.session.pop(MUST_CHANGE_PASSWORD, None)


def end(request: HttpRequest) -> None:
    """End the session and forget all that it held."""
    request.session.flush()


def principal_of(request: HttpRequest, *, real_now: datetime) -> Principal | None:
    """The caller of a console request; None without a session, or after it ended or expired.

    Its age is of the account's clock. One that begins after now has ended too: the clock was set
    back.
    """
    issued_at, mfa = request.session.get("issued_at"), request.session.get("mfa")
    if issued_at is None or not isinstance(mfa, bool):
        return None
    user = auth.get_user(request)
    if not user.is_authenticated:
        return None
    issued = datetime.fromtimestamp(issued_at, tz=UTC)
    if has_ended(issued, now=user.account.time_at(real_now)):
        return None
    return Principal(
        user=user,
        mfa=mfa,
        mfa_at=issued if mfa else None,
        issued_at=issued,
        must_change_password=MUST_CHANGE_PASSWORD in request.session,
    )


def has_ended(issued_at: datetime, *, now: datetime) -> bool:
    """Whether a session that began then is over by this time of its account's clock."""
    return not timedelta(0) <= now - issued_at < LENGTH


def begin_pending(request: HttpRequest, user: User, *, real_now: datetime, next_url: str) -> None:
    """Remember that a password was right and that a code is still owed; nobody is signed in."""
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "at": real_now.timestamp(),
        "failures": 0,
        "next": next_url,
    }


def is_pending(request: HttpRequest) -> bool:
    """Whether a password was right here and a code is still owed."""
    return PENDING in request.session


def pending_user(request: HttpRequest, *, real_now: datetime) -> User | None:
    """The user who owes a code: the same password still, and no more than ten minutes ago."""
    pending = request.session.get(PENDING)
    if not pending or not _is_recent(pending["at"], PENDING_LENGTH, real_now):
        return None
    user = (
        User.objects.select_related("account__password_policy").filter(pk=pending["user"]).first()
    )
    if user is None or user.get_session_auth_hash() != pending["password"]:
        return None
    return user


def count_pending_failure(request: HttpRequest) -> None:
    """One more wrong code in this sign-in."""
    pending = request.session[PENDING]
    pending["failures"] += 1
    request.session[PENDING] = pending


def keep_challenge(
    request: HttpRequest, challenge: str, *, real_now: datetime, user: User | None = None
) -> None:
    """Remember what a passkey was asked to sign; a newer challenge takes its place.

    One that is to make a key is for the user who gets it.
    """
    whose = user.user_id if user else ""
    request.session[CHALLENGE] = {"challenge": challenge, "at": real_now.timestamp(), "user": whose}


def take_challenge(request: HttpRequest, *, real_now: datetime, user: User | None = None) -> str:
    """Return the remembered challenge and forget it; "" if there is none, if it has ended, or if it
    was for another user.

    A request that runs beside this one may still find it: who verifies an answer consumes it.
    """
    kept = request.session.pop(CHALLENGE, None)
    if not kept or not _is_recent(kept["at"], CHALLENGE_LENGTH, real_now):
        return ""
    return str(kept["challenge"]) if kept.get("user", "") == (user.user_id if user else "") else ""


def keep_in_set_up(request: HttpRequest, user: User, **facts: str) -> None:
    """Remember what is known of the MFA device that is being set up for this user."""
    kept = request.session.get(IN_SET_UP, {})
    request.session[IN_SET_UP] = {**kept, user.user_id: {**kept.get(user.user_id, {}), **facts}}


def in_set_up(request: HttpRequest, user: User, fact: str) -> str:
    """What is remembered of the device in set-up for this user; "" for nothing."""
    return str(request.session.get(IN_SET_UP, {}).get(user.user_id, {}).get(fact, ""))


def forget_in_set_up(request: HttpRequest, user: User, fact: str) -> None:
    """Forget this of the device in set-up for this user."""
    kept = dict(request.session.get(IN_SET_UP, {}))
    left = {name: value for name, value in kept.pop(user.user_id, {}).items() if name != fact}
    request.session[IN_SET_UP] = {**kept, user.user_id: left} if left else kept


def pending_next(request: HttpRequest) -> str:
    """The page to which the pending sign-in leads; "" if none was requested."""
    return str(request.session.get(PENDING, {}).get("next", ""))


def pending_failures(request: HttpRequest) -> int:
    """How many wrong codes this sign-in has seen."""
    return int(request.session.get(PENDING, {}).get("failures", 0))


def _is_recent(moment: float, length: timedelta, real_now: datetime) -> bool:
    """Whether the moment lies within this time before now; one after now does not, as the clock may
    have been set back."""
    return 0 <= real_now.timestamp() - moment <= length.total_seconds()
