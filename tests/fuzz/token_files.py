"""Any file holds tokens or is refused in words that hold no seed."""

import atheris

with atheris.instrument_imports(include=["credentials", "pskc"]):
    import pskc.encryption
    import pskc.mac
    import pskc.parser  # noqa: F401 what pskc imports only when it needs it

    from credentials import token_files

from tests.credentials.mfa import token_samples
from tests.fuzz import harness


def target(data: bytes) -> None:
    for unlock in ({}, {"password": "open sesame"}, {"key": token_samples.PRESHARED}):
        try:
            tokens = token_files.read(data, **unlock)
        except token_files.NotATokenFile as error:
            assert token_samples.SEED not in str(error)
            continue
        for token in tokens:
            assert token_files.SERIAL_NUMBER.fullmatch(token.serial_number)


if __name__ == "__main__":
    serial, seed = token_samples.SERIALS[0], token_samples.SEED
    csv = f"serial,seed\n{serial},{seed}\n".encode()
    token_files.ITERATIONS_MAX = 1000
    locks = (None, token_samples.with_password, token_samples.with_key)
    harness.run(target, [csv, *(token_samples.pskc(lock) for lock in locks)])
