"""Credential reports."""

from django.db import models

from accounts.models import Account


class CredentialReport(models.Model):
    """An account's latest credential report: CSV text, and when it was begun."""

    account = models.OneToOneField(
        Account, on_delete=models.CASCADE, related_name="credential_report"
    )
    content = models.TextField()
    generated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Credential report of {self.account}"
