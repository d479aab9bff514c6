"""Accounts, users, groups and policies, and which policies apply to whom."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.constraints import ACCOUNT_ID, NAME_CHARACTER
from accounts.values import arns, ids

name_validator = RegexValidator(rf"\A{NAME_CHARACTER}+\Z")
account_id_validator = RegexValidator(rf"\A{ACCOUNT_ID}\Z")


class Account(models.Model):
    """An AWS account: its id, its alias and its canonical user id.

    `clock_shift` is how many seconds the account's clock is ahead of the real one; below zero it is
    behind. What the account does and holds has the account's time. `is_demo`: everybody may know
    the passwords that its people were made with.
    """

    account_id = models.CharField(max_length=12, unique=True, validators=[account_id_validator])
    alias = models.CharField(max_length=63, unique=True, null=True, blank=True)
    canonical_user_id = models.CharField(max_length=64, default=ids.canonical_user_id)
    created_at = models.DateTimeField()
    clock_shift = models.IntegerField(default=0)
    is_demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.alias or self.account_id

    def time_at(self, real_now: datetime) -> datetime:
        """What the account's clock shows at a time of the real one (UTC)."""
        return real_now + timedelta(seconds=self.clock_shift)


def new_user_id() -> str:
    return ids.unique_id("AIDA")


def new_group_id() -> str:
    return ids.unique_id("AGPA")


def new_policy_id() -> str:
    return ids.unique_id("ANPA")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(user_id=username)


class PasswordPolicy(models.Model):
    """An account's own password policy; an account without one has AWS's default rules.

    Lengths are in characters, the age in days, reuse prevention in passwords; None is "not set".
    """

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, related_name="password_policy"
    )
    minimum_password_length = models.PositiveSmallIntegerField(default=6)
    require_symbols = models.BooleanField(default=False)
    require_numbers = models.BooleanField(default=False)
    require_uppercase_characters = models.BooleanField(default=False)
    require_lowercase_characters = models.BooleanField(default=False)
    allow_users_to_change_password = models.BooleanField(default=False)
    max_password_age = models.PositiveSmallIntegerField(null=True, blank=True)
    password_reuse_prevention = models.PositiveSmallIntegerField(null=True, blank=True)
    hard_expiry = models.BooleanField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "password policies"

    def __str__(self) -> str:
        return f"Password policy of {self.account}"


class User(AbstractBaseUser):
    """An IAM user. Its name is unique within its account, whatever the case of the letters.

    A user without a console password has an unusable one (Django's term). The password, when it
    was made, changed and last used, and whether it must be changed are the login profile.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="users")
    user_id = models.CharField(max_length=21, unique=True, default=new_user_id)
    user_name = models.CharField(max_length=64, validators=[name_validator])
    path = models.CharField(max_length=512, default="/")
    created_at = models.DateTimeField()
    login_profile_created_at = models.DateTimeField(null=True, blank=True)
    password_last_changed = models.DateTimeField(null=True, blank=True)
    password_last_used = models.DateTimeField(null=True, blank=True)
    password_reset_required = models.BooleanField(default=False)
    sessions_ended = models.PositiveIntegerField(default=0)
    permissions_boundary = models.ForeignKey(
        "Policy",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bounded_users",
        db_index=False,  # user_by_boundary has it
    )
    tags = models.JSONField(default=dict, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "user_id"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account", Lower("user_name"), name="user_name_unique_in_account"
            ),
        ]
        indexes = [  # the orders in which users are listed, and how policies count their users
            models.Index("account", "path", Lower("user_name"), name="user_by_path"),
            models.Index("account", "created_at", Lower("user_name"), name="user_by_creation"),
            models.Index(
                "account", "password_last_used", Lower("user_name"), name="user_by_sign_in"
            ),
            models.Index(fields=["permissions_boundary", "account"], name="user_by_boundary"),
        ]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arns.user(self.account.account_id, self.path, self.user_name)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a console session holds, in Django's words: it ends with another password, and when
        all sessions are ended. The first sessions have Django's own hash."""
        ended = f".{self.sessions_ended}" if self.sessions_ended else ""
        return salted_hmac(
            "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash",
            self.password + ended,
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class Group(models.Model):
    """A user group of an account."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="groups")
    group_id = models.CharField(max_length=21, unique=True, default=new_group_id)
    group_name = models.CharField(max_length=128, validators=[name_validator])
    path = models.CharField(max_length=512, default="/")
    created_at = models.DateTimeField()
    users = models.ManyToManyField(User, related_name="groups", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "account", Lower("group_name"), name="group_name_unique_in_account"
            ),
        ]

    def __str__(self) -> str:
        return self.arn

    @property
    def arn(self) -> str:
        return arns.group(self.account.account_id, self.path, self.group_name)


class Policy(models.Model):
    """A managed policy: of an account, or AWS's own (no account).

    `document` is the text of the default version, kept here too so that a decision reads one row.
    `last_version` is the newest number given out; numbers are never used again.
    `attachment_count` and `boundary_count` are there where the row came from
    `operations.policies.policies.counted`.
    """

    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="policies"
    )
    policy_id = models.CharField(max_length=21, unique=True, default=new_policy_id)
    arn = models.CharField(max_length=2048, unique=True)
    policy_name = models.CharField(max_length=128, validators=[name_validator])
    path = models.CharField(max_length=512, default="/")
    document = models.TextField()
    default_version = models.PositiveIntegerField(default=1)
    last_version = models.PositiveIntegerField(default=1)
    description = models.CharField(max_length=1000, null=True, blank=True)
    tags = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    users = models.ManyToManyField(User, related_name="policies", blank=True)
    groups = models.ManyToManyField(Group, related_name="policies", blank=True)

    attachment_count: int
    boundary_count: int

    class Meta:
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                "account", Lower("policy_name"), name="policy_name_unique_in_account"
            ),
        ]

    def __str__(self) -> str:
        return self.arn

    @property
    def type(self) -> str:
        """Whose policy it is, in the console's words."""
        return "Customer managed" if self.account_id else "AWS managed"

    @property
    def default_version_id(self) -> str:
        """The id of the default version, "v1" and so on."""
        return f"v{self.default_version}"


class PolicyVersion(models.Model):
    """One of the at most five texts of a managed policy that are kept."""

    policy = models.ForeignKey(Policy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.version_id}"

    @property
    def version_id(self) -> str:
        return f"v{self.number}"

    @property
    def is_default(self) -> bool:
        return self.number == self.policy.default_version


class UserPolicy(models.Model):
    """A policy embedded in one user (inline)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="inline_policies")
    policy_name = models.CharField(max_length=128, validators=[name_validator])
    document = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("user", Lower("policy_name"), name="user_policy_name_unique"),
        ]

    def __str__(self) -> str:
        return self.policy_name


class GroupPolicy(models.Model):
    """A policy embedded in one group (inline)."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="inline_policies")
    policy_name = models.CharField(max_length=128, validators=[name_validator])
    document = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("group", Lower("policy_name"), name="group_policy_name_unique"),
        ]

    def __str__(self) -> str:
        return self.policy_name
