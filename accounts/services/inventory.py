"""Sample resources of an account in other services: a few instances and buckets.

Nothing is stored: they are derived from the account's id. Pure.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class Instance:
    """An EC2 instance; `state` is AWS's word, launched at a UTC time."""

    name: str
    instance_id: str
    reservation_id: str
    image_id: str
    subnet_id: str
    vpc_id: str
    state: str
    instance_type: str
    availability_zone: str
    private_ip_address: str
    launched_at: datetime


@dataclass(frozen=True, slots=True)
class Bucket:
    """An S3 bucket, created at a UTC time; its name is unique among all accounts."""

    name: str
    region: str
    created_at: datetime


def instances_of(account_id: str) -> tuple[Instance, ...]:
    """The account's instances, in the order of their launch.

    >>> [instance.instance_id for instance in instances_of("123456789012")]
    ['i-0e0260af2481c84ae', 'i-0c7ada0a7fca7a745', 'i-05a19fde11ad9ea4b']
    """
    return tuple(
        Instance(
            name=name,
            instance_id=_id(account_id, "i", name),
            reservation_id=_id(account_id, "r", name),
            image_id=_id(account_id, "ami", "linux"),
            subnet_id=_id(account_id, "subnet", zone),
            vpc_id=_id(account_id, "vpc", "default"),
            state=state,
            instance_type=instance_type,
            availability_zone=f"{REGION}{zone}",
            private_ip_address=address,
            launched_at=datetime(2025, month, 3, 9, 30, tzinfo=UTC),
        )
        for name, state, instance_type, zone, address, month in (
            ("web-1", "running", "t3.micro", "a", "172.31.4.17", 3),
            ("web-2", "running", "t3.micro", "b", "172.31.20.8", 3),
            ("reports", "stopped", "t3.large", "a", "172.31.9.140", 6),
        )
    )


def buckets_of(account_id: str) -> tuple[Bucket, ...]:
    """The account's buckets, in the order of their names.

    >>> [bucket.name for bucket in buckets_of("123456789012")]
    ['backups-123456789012', 'documents-123456789012', 'website-123456789012']
    """
    return tuple(
        Bucket(f"{name}-{account_id}", region, datetime(2024, month, 12, 14, 5, tzinfo=UTC))
        for name, region, month in (
            ("backups", "eu-west-1", 2),
            ("documents", REGION, 1),
            ("website", REGION, 11),
        )
    )


def _id(account_id: str, kind: str, name: str) -> str:
    """An id as EC2 makes them since 2018: its kind and 17 hexadecimal digits, the first a zero."""
    digest = hashlib.sha256(f"{account_id}/{kind}/{name}".encode()).hexdigest()
    return f"{kind}-0{digest[:16]}"
