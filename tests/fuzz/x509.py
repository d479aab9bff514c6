"""Any text is a certificate or none: nothing else comes out of reading it."""

import atheris

with atheris.instrument_imports(include=["credentials"]):
    from credentials import pem, x509

from tests.credentials import material
from tests.fuzz import harness


def target(data: bytes) -> None:
    text = data.decode("latin-1")
    pem.holds_private_key(text)
    for body in (text, material.wrap(data)):
        try:
            certificate = x509.read(body)
        except x509.NotACertificate:
            continue
        assert len(certificate.id) == 32
        assert certificate.not_before.tzinfo
        assert not pem.holds_private_key(body) or body is text


if __name__ == "__main__":
    texts = [material.certificate(1024), material.certificate(2048), material.ec_certificate()]
    texts += material.private_texts().values()
    seeds = [text.encode("latin-1", "replace") for text in texts]
    harness.run(target, [*seeds, *(material.der(text) for text in texts[:3])])
