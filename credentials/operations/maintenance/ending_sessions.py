"""End a user's console sessions."""

from django.db.models import F

from accounts.models import User


def end_sessions(*, user: User) -> None:
    """End all console sessions of the user, those that owe a code included; the password stays.

    What GetSessionToken gave out goes on until its time.
    """
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
