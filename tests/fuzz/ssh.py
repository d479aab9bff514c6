"""Any text is an RSA public key, another key or none, and a key reads back as itself."""

import base64

import atheris

with atheris.instrument_imports(include=["credentials", "cryptography"]):
    from credentials import ssh

from tests.credentials import material
from tests.fuzz import harness


def target(data: bytes) -> None:
    encoded = base64.b64encode(data).decode()
    bodies = [data.decode("latin-1"), f"ssh-rsa {encoded}", material.wrap(data, "PUBLIC KEY")]
    for body in [*bodies, material.wrap(data, "RSA PUBLIC KEY")]:
        try:
            key = ssh.read(body)
        except (ssh.UnrecognizedEncoding, ssh.UnsupportedKey):
            continue
        assert ssh.read(key.line) == ssh.read(ssh.as_pem(key.line)) == key


if __name__ == "__main__":
    public = material.rsa_public(2048)
    texts = [
        material.openssh(public),
        material.pem(public),
        material.pem(public, material.PKCS1),
        material.ec_certificate(),
    ]
    seeds = [text.encode() for text in texts]
    blobs = [base64.b64decode(texts[0].split()[1]), *(material.der(text) for text in texts[1:])]
    harness.run(target, [*seeds, *blobs])
