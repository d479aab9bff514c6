"""A software authenticator: what a browser and a security key do together, for tests.

Source: WebAuthn level 2, sections 5.8.1 (client data), 6.1 (authenticator data), 6.5 (attestation).
"""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


@dataclass
class Authenticator:
    """One ES256 credential. `rp_id` and `origin` are where the browser says that it is."""

    rp_id: str
    origin: str
    verifies: bool = True
    counter: int = 0
    counts: bool = True
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def register(self, options: str, **changes: Any) -> str:
        """The browser's answer to navigator.credentials.create(), as JSON."""
        cose = {1: 2, 3: -7, -1: 1, -2: self._x(), -3: self._y()}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._data(ATTESTED) + attested + cbor2.dumps(cose)
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._answer(
            "webauthn.create",
            options,
            {"attestationObject": encode(cbor2.dumps(attestation)), "transports": ["internal"]},
            changes,
        )

    def sign(self, options: str, **changes: Any) -> str:
        """The browser's answer to navigator.credentials.get(), as JSON."""
        self.counter += self.counts
        data, client = self._data(), self._client("webauthn.get", options)
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        response = {"authenticatorData": encode(data), "signature": encode(signature)}
        return self._answer("webauthn.get", options, response, changes)

    def _data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        host = hashlib.sha256(self.rp_id.encode()).digest()
        return host + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, options: str) -> bytes:
        client = {
            "type": kind,
            "challenge": json.loads(options)["challenge"],
            "origin": self.origin,
            "crossOrigin": False,
        }
        return json.dumps(client).encode()

    def _answer(
        self, kind: str, options: str, response: dict[str, Any], changes: dict[str, Any]
    ) -> str:
        answer = {
            "id": encode(self.credential_id),
            "rawId": encode(self.credential_id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {"clientDataJSON": encode(self._client(kind, options)), **response},
        }
        return json.dumps({**answer, **changes})

    def _x(self) -> bytes:
        return self.key.public_key().public_numbers().x.to_bytes(32, "big")

    def _y(self) -> bytes:
        return self.key.public_key().public_numbers().y.to_bytes(32, "big")
