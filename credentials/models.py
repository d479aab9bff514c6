"""What users hold."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_otp.models import Device, DeviceManager, ThrottlingMixin, VerifyNotAllowed

from accounts import arns
from accounts.models import Account
from credentials import sealing

ATTEMPTS_PER_WINDOW = 9
WINDOW_SECONDS = 180


class AccessKey(models.Model):
    """A long-term access key of a user.

    The secret is sealed, not hashed: checking a signature needs the secret itself.
    `client_token` names the form that asked for the key, so that sending one form twice makes one
    key.
    """

    class Status(models.TextChoices):
        ACTIVE = "Active"
        INACTIVE = "Inactive"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="access_keys"
    )
    access_key_id = models.CharField(max_length=128, unique=True)
    sealed_secret = models.TextField()
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_service = models.CharField(max_length=64, default="N/A")
    last_used_region = models.CharField(max_length=64, default="N/A")
    client_token = models.UUIDField(null=True, blank=True, unique=True)

    def __str__(self) -> str:
        return self.access_key_id

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE


class MFADevice(ThrottlingMixin, Device):
    """A virtual MFA device, a django-otp device: a row of the account, assigned or not.

    `drift` is the device's clock against the server's, in 30-second steps. `used_counters` are the
    codes accepted for signing in that are still in the window. `last_pair_counter` is the second
    counter of the last accepted pair.

    django-otp's throttle is kept, with AWS's recorded rule in place of its exponential delay: nine
    attempts, good or bad, per device in each three-minute window aligned to UTC.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mfa_devices")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mfa_devices",
    )
    name = models.CharField(max_length=128)
    path = models.CharField(max_length=512, default="/")
    serial_number = models.CharField(max_length=1024)
    sealed_seed = models.TextField()
    created_at = models.DateTimeField()
    enable_date = models.DateTimeField(null=True, blank=True)
    drift = models.IntegerField(default=0)
    used_counters = models.JSONField(default=list, blank=True)
    last_pair_counter = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager["MFADevice"]] = DeviceManager()

    class Meta:
        verbose_name = "MFA device"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "serial_number"], name="serial_number_unique_in_account"
            ),
        ]

    def __str__(self) -> str:
        return self.serial_number

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.serial_number = arns.mfa(self.account.account_id, self.path, self.name)
        super().save(*args, **kwargs)

    @property
    def seed(self) -> str:
        return sealing.unseal(self.sealed_seed)

    def get_throttle_factor(self) -> int:
        return 1

    def verify_is_allowed(self) -> tuple[bool, dict[str, Any] | None]:
        """Whether another attempt fits into the current three-minute window."""
        now = timezone.now()
        if self._in_window(now) and self.throttling_failure_count >= ATTEMPTS_PER_WINDOW:
            end = (int(now.timestamp()) // WINDOW_SECONDS + 1) * WINDOW_SECONDS
            return False, {
                "reason": VerifyNotAllowed.N_FAILED_ATTEMPTS,
                "failure_count": self.throttling_failure_count,
                "locked_until": datetime.fromtimestamp(end, tz=UTC),
            }
        return True, None

    def throttle_increment(self, commit: bool = True) -> None:
        """Count an attempt, good or bad."""
        if not self._in_window(timezone.now()):
            self.throttling_failure_count = 0
        super().throttle_increment(commit=commit)

    def _in_window(self, now: Any) -> bool:
        last = self.throttling_failure_timestamp
        return last is not None and (
            int(last.timestamp()) // WINDOW_SECONDS == int(now.timestamp()) // WINDOW_SECONDS
        )
