"""What users hold."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django_otp.models import Device, DeviceManager, ThrottlingMixin, VerifyNotAllowed

from accounts.models import Account
from credentials import sealing, totp, x509

ATTEMPTS_PER_WINDOW = 9
WINDOW_SECONDS = 180


class Status(models.TextChoices):
    """What a credential's owner may set it to."""

    ACTIVE = "Active"
    INACTIVE = "Inactive"


class Credential(models.Model):
    """What every credential of a user has that can be switched off.

    `delete_conflict` is what DeleteUser demands while its user has one.
    """

    delete_conflict = "must remove referenced objects first."

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    status = models.CharField(max_length=8, choices=Status, default=Status.ACTIVE)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True

    @property
    def is_active(self) -> bool:
        return self.status == Status.ACTIVE


class AccessKey(Credential):
    """A long-term access key of a user.

    The secret is sealed, not hashed: checking a signature needs the secret itself.
    `sessions_until` is when the last session ends that the key asked for; sessions outlive the key.
    """

    delete_conflict = "must delete access keys first."

    access_key_id = models.CharField(max_length=128, unique=True)
    sealed_secret = models.TextField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    last_used_service = models.CharField(max_length=64, default="N/A")
    last_used_region = models.CharField(max_length=64, default="N/A")
    sessions_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.access_key_id


class SigningCertificate(Credential):
    """An X.509 certificate of a user. `body` is the PEM text as it was uploaded.

    One account has a certificate once, whoever of its users holds it.
    """

    delete_conflict = "must delete certificates first."

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="signing_certificates"
    )
    certificate_id = models.CharField(max_length=128)
    body = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "certificate_id"], name="certificate_unique_in_account"
            ),
        ]

    def __str__(self) -> str:
        return self.certificate_id

    @cached_property
    def certificate(self) -> x509.Certificate:
        return x509.read(self.body)


class SSHPublicKey(Credential):
    """An SSH public key of a user. `body` is its OpenSSH line without a comment.

    `fingerprint` is the MD5 one that AWS shows, `sha256` the one that OpenSSH shows today.
    """

    ssh_public_key_id = models.CharField(max_length=128, unique=True)
    body = models.TextField()
    fingerprint = models.CharField(max_length=47)
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "sha256"], name="ssh_key_unique_for_user"),
        ]

    def __str__(self) -> str:
        return self.ssh_public_key_id


class ServiceSpecificCredential(Credential):
    """A user name and a password for one service: Git over HTTPS, or Amazon Keyspaces.

    Only a hash of the password is kept. The user name keeps its text when its user is renamed.
    """

    service_specific_credential_id = models.CharField(max_length=128, unique=True)
    service_name = models.CharField(max_length=64)
    service_user_name = models.CharField(max_length=200)
    password = models.CharField(max_length=128)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "service_name", Lower("service_user_name"), name="service_user_name_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.service_specific_credential_id


class UsedToken(models.Model):
    """The token of a form that a user has sent: it made its credential, and makes no other.

    It stays when the credential is deleted or gets another password.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="used_tokens"
    )
    token = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "token"], name="token_used_once_by_user"),
        ]

    def __str__(self) -> str:
        return str(self.token)


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


class CredentialReport(models.Model):
    """An account's latest credential report: CSV text, and when it was begun."""

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, related_name="credential_report"
    )
    content = models.TextField()
    generated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Credential report of {self.account}"
