"""MFA devices, and the keys of those that are passkeys or security keys."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django_otp.models import Device, DeviceManager, ThrottlingMixin, VerifyNotAllowed

from accounts.models import Account
from credentials import sealing, totp

ATTEMPTS_PER_WINDOW = 9
WINDOW_SECONDS = 180
USED_COUNTERS = 64  # the newest that are remembered, more than half an hour of one code each


class MFADevice(ThrottlingMixin, Device):
    """An MFA device, a django-otp device: a row of the account, assigned or not.

    A virtual device and a hardware token have a seed; a passkey or security key has a row in
    WebAuthnCredential instead, and is never unassigned.

    `drift` is the device's clock against the server's, in 30-second steps. `used_counters` are the
    newest codes accepted for signing in, in order. `last_pair_counter` is the second
    counter of the last accepted pair.

    django-otp's throttle is kept, with AWS's recorded rule in place of its exponential delay: nine
    attempts, good or bad, per device in each three-minute window aligned to UTC.

    Only virtual devices have tags.
    """

    delete_conflict = "must remove tokens from principal first."

    class Kind(models.TextChoices):
        FIDO = "fido", "Passkey or security key"
        VIRTUAL = "virtual", "Authenticator app"
        HARDWARE = "hardware", "Hardware TOTP token"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mfa_devices")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.VIRTUAL)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="mfa_devices",
    )
    name = models.CharField(max_length=256)
    path = models.CharField(max_length=512, default="/")
    serial_number = models.CharField(max_length=1024)
    sealed_seed = models.TextField(blank=True)
    in_software = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    enable_date = models.DateTimeField(null=True, blank=True)
    drift = models.IntegerField(default=0)
    used_counters = models.JSONField(default=list, blank=True)
    last_pair_counter = models.BigIntegerField(default=0)
    tags = models.JSONField(default=dict, blank=True)

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

    @property
    def seed(self) -> str:
        return sealing.unseal(self.sealed_seed)

    @property
    def otpauth_uri(self) -> str:
        """What its QR code says; a secret like the seed."""
        return totp.uri(self.seed, device_name=self.name, account_name=str(self.account))

    @property
    def noun(self) -> str:
        """Its kind within a sentence: "hardware TOTP token"."""
        label = self.Kind(self.kind).label
        return label[0].lower() + label[1:]

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


class WebAuthnCredential(models.Model):
    """The public half of a passkey or security key, as the browser gave it at registration.

    `credential_id` and `public_key` (COSE) are base64url. `rp_id` is the host name that it was
    made for: a browser offers it at no other. `user_verified` says that it verified its user by
    PIN or biometry then, and must do so ever after. `used_challenges` are those that it answered
    and that have not ended yet, each with the second in which it was used.
    """

    device = models.OneToOneField(MFADevice, on_delete=models.CASCADE, related_name="webauthn")
    credential_id = models.CharField(max_length=1400, unique=True)
    public_key = models.TextField()
    rp_id = models.CharField(max_length=253)
    sign_count = models.BigIntegerField(default=0)
    user_verified = models.BooleanField()
    transports = models.JSONField(default=list, blank=True)
    used_challenges = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.credential_id
