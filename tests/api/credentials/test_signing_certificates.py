"""X.509 signing certificates through boto3."""

from datetime import UTC, datetime, timedelta

from console.models import Event
from credentials.models import SigningCertificate
from credentials.x509 import make_pair
from tests.api.conftest import Connect, refused
from tests.world import World

NO_USER = (404, "NoSuchEntity", "The user with name nobody cannot be found.")
UNKNOWN = "A" * 32
NO_CERTIFICATE = (404, "NoSuchEntity", f"The Certificate with id {UNKNOWN} cannot be found.")


def pem(days_ago: int = 0) -> str:
    return make_pair("somebody", datetime.now(tz=UTC) - timedelta(days=days_ago))[0]


def test_the_life_of_a_certificate(world: World, connect: Connect):
    iam, body = connect(world.bob), pem().replace("\n", "\r\n")
    made = iam.upload_signing_certificate(CertificateBody=body)["Certificate"]
    assert made["CertificateBody"] == body
    assert (made["UserName"], made["Status"]) == ("bob", "Active")
    own = {"CertificateId": made["CertificateId"]}
    iam.update_signing_certificate(**own, Status="Inactive")
    listed = iam.list_signing_certificates(UserName="bob")["Certificates"]
    assert [(c["CertificateBody"], c["Status"]) for c in listed] == [(body, "Inactive")]
    again = iam.upload_signing_certificate(CertificateBody=body)["Certificate"]
    assert (again["CertificateId"], again["Status"]) == (made["CertificateId"], "Active")
    assert again["UploadDate"] == made["UploadDate"]
    assert SigningCertificate.objects.get().status == "Inactive"
    iam.delete_signing_certificate(**own)
    assert not SigningCertificate.objects.exists()


def test_what_is_not_accepted(world: World, connect: Connect):
    iam = connect(world.bob)
    for body in ("nonsense", pem(days_ago=400)):
        answer = refused(iam.upload_signing_certificate, CertificateBody=body)
        assert answer[:2] == (400, "MalformedCertificate")
        assert answer[2].strip() == f"Certificate {body} is malformed.".strip()
    for _ in range(2):
        iam.upload_signing_certificate(CertificateBody=pem())
    quota = (409, "LimitExceeded", "Cannot exceed quota for CertificatesPerUser: 2")
    third = pem()
    assert refused(iam.upload_signing_certificate, CertificateBody=third) == quota
    admin = connect(world.admin)
    held = SigningCertificate.objects.first()
    duplicate = (409, "DuplicateCertificate", "Duplicate certificate uploaded.")
    answer = refused(admin.upload_signing_certificate, CertificateBody=held.body)
    assert answer == duplicate
    long = refused(iam.upload_signing_certificate, CertificateBody="x" * 16_385)
    assert long[1:] == (
        "ValidationError",
        "1 validation error detected: Value at 'certificateBody' failed to satisfy constraint: "
        "Member must have length less than or equal to 16384",
    )


def test_a_private_key_is_neither_kept_nor_repeated(world: World, connect: Connect):
    private = make_pair("somebody", datetime.now(tz=UTC))[1]
    answer = refused(connect(world.bob).upload_signing_certificate, CertificateBody=private)
    assert answer[1] == "MalformedCertificate"
    line = private.splitlines()[1]
    assert line not in answer[2]
    assert line not in str([event.record for event in Event.objects.all()])
    record = Event.objects.get().record
    assert record["requestParameters"] == {"certificateBody": "HIDDEN_DUE_TO_SECURITY_REASONS"}


def test_errors(world: World, connect: Connect):
    iam = connect(world.admin)
    body, nobody = pem(), {"UserName": "nobody"}
    assert refused(iam.upload_signing_certificate, **nobody, CertificateBody=body) == NO_USER
    assert refused(iam.list_signing_certificates, UserName="nobody") == NO_USER
    wrong = {"CertificateId": UNKNOWN}
    assert refused(iam.update_signing_certificate, **wrong, Status="Active") == NO_CERTIFICATE
    assert refused(iam.delete_signing_certificate, **wrong) == NO_CERTIFICATE
    assert refused(iam.update_signing_certificate, **wrong, **nobody, Status="Active") == NO_USER
    assert refused(iam.delete_signing_certificate, **wrong, **nobody) == NO_USER
    made = iam.upload_signing_certificate(UserName="bob", CertificateBody=body)["Certificate"]
    theirs = {"CertificateId": made["CertificateId"]}
    text = f"The Certificate with id {made['CertificateId']} cannot be found."
    assert refused(iam.delete_signing_certificate, **theirs) == (404, "NoSuchEntity", text)
    expired = (400, "InvalidInput", "Operation does not support status Expired")
    answer = refused(iam.update_signing_certificate, **theirs, UserName="bob", Status="Expired")
    assert answer == expired
    denied = refused(connect(world.carol).list_signing_certificates)
    assert "on resource: user carol because" in denied[2]
