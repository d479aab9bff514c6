"""Argon2id at OWASP's minimum (t=2, 19 MiB, p=1): about a tenth of Django's default cost."""

from django.contrib.auth import hashers


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
