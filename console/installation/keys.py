"""The secrets that an installation makes for itself on first run, mode 0600."""

import contextlib
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet


def secret_key(data_dir: Path) -> str:
    """Django's key, from DATA_DIR/secrets/secret_key."""
    return _kept(data_dir, "secret_key", secrets.token_urlsafe(50))


def sealing_keys(data_dir: Path) -> list[str]:
    """The Fernet keys, comma-separated in DATA_DIR/secrets/sealing_keys; the first one seals."""
    return _kept(data_dir, "sealing_keys", Fernet.generate_key().decode()).split(",")


def _kept(data_dir: Path, name: str, fresh: str) -> str:
    """The stored secret, or `fresh` stored; two processes that start at once agree on one."""
    folder = data_dir / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / name
    candidate = folder / f".{name}.{os.getpid()}"
    if not path.exists():  # link() below is atomic and never replaces a file
        descriptor = os.open(candidate, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(fresh)
        with contextlib.suppress(FileExistsError):
            os.link(candidate, path)
        candidate.unlink()
    return path.read_text().strip()
