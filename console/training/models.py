"""Classes, the seats in them, and how far each learner is.

Times here are real ones: an account's own clock may be shifted.
"""

from django.core.validators import RegexValidator
from django.db import models

from accounts.models import Account
from accounts.values import arns
from credentials import sealing

CLASS_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
CLASS_NAME_MAX = 32  # characters; an alias of a seat adds a number to it
PERSON_MAX = 128  # characters of a person's name


class Class(models.Model):
    """A class. Its name is unique in the whole installation: it is what the join address names.

    `account` is the instructor's. `labs` are the names of the labs that the class does, in their
    order; `edition` is the published version that its learners get. `seat_count` and `joined_count`
    are there where the row came from `classes.list_classes`.
    """

    class Passwords(models.TextChoices):
        EASY = "easy", "Easy to type"
        STRONG = "strong", "Strong"

    class Joining(models.TextChoices):
        OPEN = "open", "Open"
        BY_HAND = "by hand", "I admit each learner"
        CLOSED = "closed", "Closed"

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="classes")
    name = models.CharField(
        max_length=CLASS_NAME_MAX,
        unique=True,
        validators=[RegexValidator(rf"\A{CLASS_NAME}\Z")],
    )
    created_at = models.DateTimeField()
    labs = models.JSONField(default=list, blank=True)
    edition = models.CharField(max_length=64)
    passwords = models.CharField(max_length=8, choices=Passwords.choices, default=Passwords.EASY)
    joining = models.CharField(max_length=8, choices=Joining.choices, default=Joining.OPEN)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True)

    seat_count: int
    joined_count: int

    class Meta:
        verbose_name_plural = "classes"

    def __str__(self) -> str:
        return self.name

    @property
    def arn(self) -> str:
        return arns.training_class(self.account.account_id, self.name)


class Seat(models.Model):
    """One learner: in a class, or alone (`in_class` is None). The account is the learner's own.

    account      None until the seat is first joined
    sealed_code  what joins the seat beside a name; "" where nobody needs one
    browser      SHA-256 in hex of the token in the cookie of the browser that joined; "" for none
    admitted     False while the instructor has not let the learner in
    credentials  sealed JSON: the users of the account and their passwords
    address      where somebody alone came from; "" in a class
    message      what the instructor sent last, with its time; "" for nothing
    """

    in_class = models.ForeignKey(
        Class, on_delete=models.CASCADE, null=True, blank=True, related_name="seats"
    )
    number = models.PositiveSmallIntegerField(default=1)
    sealed_code = models.TextField(blank=True, default="")
    name = models.CharField(max_length=PERSON_MAX, blank=True, default="")
    account = models.OneToOneField(
        Account, on_delete=models.PROTECT, null=True, blank=True, related_name="seat"
    )
    created_at = models.DateTimeField()
    joined_at = models.DateTimeField(null=True, blank=True)
    admitted = models.BooleanField(default=True)
    browser = models.CharField(max_length=64, blank=True, default="", db_index=True)
    credentials = models.TextField(blank=True, default="")
    address = models.CharField(max_length=64, blank=True, default="", db_index=True)
    message = models.TextField(blank=True, default="")
    message_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["in_class", "number"], name="seat_number_in_class"),
        ]

    def __str__(self) -> str:
        return f"{self.in_class or 'alone'} {self.number:02}"

    @property
    def code(self) -> str:
        """The code of the seat; "" for a seat without one."""
        return sealing.unseal(self.sealed_code) if self.sealed_code else ""


class LabRun(models.Model):
    """A lab as one learner does it. The present run of a seat is the one that has not ended.

    `step` is the id of the present step, "" once all are done. `finished_at` is when the last step
    was done; `ended_at` when the learner or the instructor left it. `sheet` is sealed: the keys and
    the devices' secret keys that the lab's start made.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="runs")
    lab = models.CharField(max_length=64)
    step = models.CharField(max_length=64, blank=True, default="")
    began_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    sheet = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seat"],
                condition=models.Q(ended_at__isnull=True),
                name="one_present_run_of_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lab} {self.step}".rstrip()


class StepResult(models.Model):
    """One step of a run.

    since      the id of the newest event when the step began: what came later counts. An account's
               clock may be shifted, so times do not tell
    attempts   how often it was checked in vain
    hints      how many were shown
    score      of 100; parts of a step count
    why        why it is not done yet, as it was last told
    looked     the id of the newest event when its check was asked last for the board
    answer     what the learner answered last: the number of a choice, or a text
    """

    run = models.ForeignKey(LabRun, on_delete=models.CASCADE, related_name="results")
    step = models.CharField(max_length=64)
    since = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    skipped = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    hints = models.PositiveSmallIntegerField(default=0)
    score = models.PositiveSmallIntegerField(default=0)
    why = models.TextField(blank=True, default="")
    looked = models.BigIntegerField(default=0)
    answer = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "step"], name="one_result_of_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.score}"


class Snapshot(models.Model):
    """The state of a class at a time: every row of its seats' accounts, sealed. `seats` is how many
    seats it holds."""

    in_class = models.ForeignKey(Class, on_delete=models.CASCADE, related_name="snapshots")
    name = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(default=0)
    data = models.TextField()

    def __str__(self) -> str:
        return self.name


class Theft(models.Model):
    """A leaked access key in the hands of the thief, within the lab in which it was leaked.

    `played` is how many calls the thief has made, `due_at` when the next one is due. `answers` has
    each: the call, its error code ("" for none) and its time. The secret is kept until `ended_at`.
    """

    run = models.ForeignKey(LabRun, on_delete=models.CASCADE, related_name="thefts")
    access_key_id = models.CharField(max_length=128)
    user_name = models.CharField(max_length=64)
    sealed_secret = models.TextField(blank=True, default="")
    began_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    played = models.PositiveSmallIntegerField(default=0)
    answers = models.JSONField(default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "access_key_id"],
                condition=models.Q(ended_at__isnull=True),
                name="one_present_theft_of_a_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.access_key_id} {self.played}"
