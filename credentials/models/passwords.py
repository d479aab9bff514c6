"""Passwords that a user had before, and how many were tried."""

from django.conf import settings
from django.db import models


class PreviousPassword(models.Model):
    """The hash of a password that a user had before; the newest 23 are kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="previous_passwords"
    )
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user} until {self.replaced_at}"


class PasswordAttempts(models.Model):
    """How many passwords were tried within a window of time that ends at `ends_at`.

    `whose` is a keyed digest of an account and a user name, "" for all users; `address` is where
    the attempts came from, "" for everywhere.
    """

    whose = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["whose", "address"], name="attempts_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"
