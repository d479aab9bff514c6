"""How many of a thing there may be, and how long a text, as pages say it."""

from dataclasses import dataclass

from django.contrib.humanize.templatetags.humanize import apnumber

from accounts import constraints
from accounts.operations import groups, password_policies, tags, users
from accounts.operations.policies import attachments, policy_versions
from credentials import pem, ssh, x509
from credentials.operations import (
    access_keys,
    service_specific_credentials,
    signing_certificates,
    ssh_public_keys,
)
from credentials.operations.mfa import mfa_device_names, mfa_devices


@dataclass(frozen=True, slots=True)
class Quota:
    """The number, and the sentence that says that it is reached.

    In the sentence `{has}` is "You have" or "alice has", `{number}` the number in words.
    """

    number: int
    sentence: str

    @property
    def in_words(self) -> str:
        """The number as prose has it: a word up to nine."""
        return str(apnumber(self.number))

    def reached(self, has: str) -> str:
        """The reason why no more can be made."""
        sentence = self.sentence.format(has=has, number=self.in_words)
        return sentence.capitalize() if self.sentence.startswith("{number}") else sentence


CERTIFICATES = "{has} {number} X.509 certificates already"
CREDENTIALS = "{has} {number} sets of credentials for this service already"
ATTACHED = "{number} managed policies are attached already"
VERSIONS = "{number} versions are kept already: delete one first"

QUOTAS = {
    "access_keys": Quota(access_keys.PER_USER, "{has} {number} access keys already"),
    "signing_certificates": Quota(signing_certificates.PER_USER, CERTIFICATES),
    "ssh_public_keys": Quota(ssh_public_keys.PER_USER, "{has} {number} SSH public keys already"),
    "service_credentials": Quota(service_specific_credentials.PER_USER_AND_SERVICE, CREDENTIALS),
    "mfa_devices": Quota(mfa_devices.PER_USER, "{has} {number} MFA devices already"),
    "groups": Quota(groups.PER_USER, "The user is in {number} groups already"),
    "tags": Quota(tags.PER_RESOURCE, "The user has {number} tags already"),
    "user_policies": Quota(attachments.PER_USER, ATTACHED),
    "group_policies": Quota(attachments.PER_GROUP, ATTACHED),
    "versions": Quota(policy_versions.PER_POLICY, VERSIONS),
}

SEARCH_MAX = 128  # characters of a search

LIMITS = {
    "alias_min": constraints.ALIAS_MIN,
    "alias_max": constraints.ALIAS_MAX,
    "certificate_bits": x509.RSA_BITS,
    "key_material": pem.BODY_MAX,
    "key_description": access_keys.DESCRIPTION_MAX,
    "mfa_device_name": mfa_device_names.NAME_MAX,
    "password_age_min": password_policies.AGES[0],
    "password_age_max": password_policies.AGES[-1],
    "password_length_min": password_policies.LENGTHS[0],
    "password_length_max": password_policies.LENGTHS[-1],
    "passwords_min": password_policies.REMEMBERED[0],
    "passwords_max": password_policies.REMEMBERED[-1],
    "search": SEARCH_MAX,
    "ssh_bits_min": ssh.BITS[0],
    "ssh_bits_max": ssh.BITS[-1],
    "user_name": users.NAME_MAX,
}  # the numbers that `{% limited %}` puts into a sentence
