"""The credentials of a user that can be switched off, and the forms that made them."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property

from accounts.models import Account
from credentials import x509


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

    The secret is sealed, not hashed: checking a signature needs the secret itself. `sessions_until`
    is when the last session that the key requested ends; sessions outlive the key.
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

    A certificate is unique within an account, across all its users.
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
