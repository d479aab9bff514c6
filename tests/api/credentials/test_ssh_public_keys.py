"""SSH public keys through boto3."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from credentials.models import SSHPublicKey
from tests.api.conftest import Connect, refused
from tests.world import World

NO_USER = (404, "NoSuchEntity", "The user with name nobody cannot be found.")
UNKNOWN = "APKA" + "A" * 16
NO_KEY = (404, "NoSuchEntity", f"The Public Key with id {UNKNOWN} cannot be found.")
KEYS = [rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2)]


def line(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def pem(key: rsa.RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_the_life_of_a_key(world: World, connect: Connect):
    iam = connect(world.bob)
    body = f"{line(KEYS[0])} bob@laptop"
    made = iam.upload_ssh_public_key(UserName="bob", SSHPublicKeyBody=body)["SSHPublicKey"]
    assert made["SSHPublicKeyBody"] == body
    assert len(made["Fingerprint"]) == 47
    own = {"UserName": "bob", "SSHPublicKeyId": made["SSHPublicKeyId"]}
    ssh = iam.get_ssh_public_key(**own, Encoding="SSH")["SSHPublicKey"]
    assert ssh["SSHPublicKeyBody"] == line(KEYS[0])
    as_pem = iam.get_ssh_public_key(**own, Encoding="PEM")["SSHPublicKey"]
    assert as_pem["SSHPublicKeyBody"] == pem(KEYS[0])
    assert as_pem["Fingerprint"] == made["Fingerprint"]
    listed = iam.list_ssh_public_keys()["SSHPublicKeys"]
    assert [set(key) for key in listed] == [{"UserName", "SSHPublicKeyId", "Status", "UploadDate"}]
    iam.update_ssh_public_key(**own, Status="Inactive")
    assert SSHPublicKey.objects.get().status == "Inactive"
    iam.delete_ssh_public_key(**own)
    assert iam.list_ssh_public_keys(UserName="bob")["SSHPublicKeys"] == []


def test_what_is_not_accepted(world: World, connect: Connect):
    iam = connect(world.bob)
    own = {"UserName": "bob"}
    unrecognized = (400, "UnrecognizedPublicKeyEncoding", "Invalid public key uploaded.")
    assert refused(iam.upload_ssh_public_key, **own, SSHPublicKeyBody="nonsense") == unrecognized
    invalid = (400, "InvalidPublicKey", "Invalid body for public key")
    small = line(rsa.generate_private_key(public_exponent=65537, key_size=1024))  # noqa: S505
    other = line(ed25519.Ed25519PrivateKey.generate())
    for body in (small, other):
        assert refused(iam.upload_ssh_public_key, **own, SSHPublicKeyBody=body) == invalid
    iam.upload_ssh_public_key(**own, SSHPublicKeyBody=line(KEYS[0]))
    duplicate = (400, "DuplicateSSHPublicKey", "Duplicate SSH public key uploaded.")
    assert refused(iam.upload_ssh_public_key, **own, SSHPublicKeyBody=pem(KEYS[0])) == duplicate
    for number in range(4):
        SSHPublicKey.objects.create(
            user=world.bob, ssh_public_key_id=f"APKA{number}", body="x", fingerprint="x",
            sha256=str(number), created_at=world.bob.created_at,
        )  # fmt: skip
    quota = (409, "LimitExceeded", "Cannot exceed quota for SSHPublicKeysPerUser: 5")
    assert refused(iam.upload_ssh_public_key, **own, SSHPublicKeyBody=line(KEYS[1])) == quota


def test_errors(world: World, connect: Connect):
    iam = connect(world.admin)
    body = line(KEYS[0])
    nobody = {"UserName": "nobody"}
    assert refused(iam.upload_ssh_public_key, **nobody, SSHPublicKeyBody=body) == NO_USER
    assert refused(iam.list_ssh_public_keys, **nobody) == NO_USER
    calls = (
        (iam.get_ssh_public_key, {"Encoding": "SSH"}),
        (iam.update_ssh_public_key, {"Status": "Active"}),
        (iam.delete_ssh_public_key, {}),
    )
    made = iam.upload_ssh_public_key(UserName="bob", SSHPublicKeyBody=body)["SSHPublicKey"]
    theirs = made["SSHPublicKeyId"]
    for call, more in calls:
        assert refused(call, UserName="admin", SSHPublicKeyId=UNKNOWN, **more) == NO_KEY
        assert refused(call, UserName="nobody", SSHPublicKeyId=UNKNOWN, **more) == NO_USER
        not_his = refused(call, UserName="admin", SSHPublicKeyId=theirs, **more)
        assert not_his == (404, "NoSuchEntity", f"User has no Public Key with id {theirs}.")
    enum = refused(iam.get_ssh_public_key, UserName="bob", SSHPublicKeyId=theirs, Encoding="ssh")
    assert enum == (
        400,
        "ValidationError",
        "1 validation error detected: Value at 'encoding' failed to satisfy constraint: Member "
        "must satisfy enum value set: [SSH, PEM]",
    )
    expired = refused(
        iam.update_ssh_public_key, UserName="bob", SSHPublicKeyId=theirs, Status="Expired"
    )
    assert expired == (400, "InvalidInput", "Operation does not support status Expired")


@pytest.mark.parametrize("missing", ["UserName", "SSHPublicKeyId", "Encoding"])
def test_what_must_be_sent(world: World, connect: Connect, missing: str):
    sent = {"UserName": "admin", "SSHPublicKeyId": UNKNOWN, "Encoding": "SSH"}
    sent.pop(missing)
    status, code, text = refused(connect(world.admin).get_ssh_public_key, **sent)
    assert (status, code) == (400, "ValidationError")
    member = missing[0].lower() + missing[1:]
    assert f"Value at '{member}' failed to satisfy constraint: Member must not be null" in text
