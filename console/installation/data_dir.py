"""DATA_DIR: the folder of the database, the secrets and the static files, for its owner alone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

SERVED = "base_url"  # the file that holds the URL that was served last
OTHERS = 0o077  # the rights of everybody but the owner


def made_private(folder: Path) -> Path:
    """The folder, made if it is not there, with all that is secret in it for its owner alone.

    Files that an older version or another umask left readable are corrected at every start. Static
    files may be readable for others, who cannot enter the folder. ImproperlyConfigured if it cannot
    be used.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mode = folder.stat().st_mode
        if mode & stat.S_ISVTX:
            raise ImproperlyConfigured(
                f"DATA_DIR: {folder} is everybody's folder. Name one below it, for this alone."
            )
        for path in [folder, folder / "secrets", *_secret_files(folder)]:
            without_others(path)
        if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            raise ImproperlyConfigured(f"DATA_DIR: {folder} is not writable.")
    except OSError as error:
        raise ImproperlyConfigured(
            f"DATA_DIR: {folder} cannot be used ({error.strerror})."
        ) from error
    return folder


def without_others(path: Path) -> None:
    """Take a file's or folder's rights from everybody but its owner, if it is ours."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return
    if found.st_mode & OTHERS and found.st_uid == os.geteuid():
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)


def _secret_files(folder: Path) -> Iterator[Path]:
    yield from folder.glob("db.sqlite3*")
    yield from folder.glob("secrets/*")


def served_url(folder: Path) -> str:
    """The URL that was served last, for commands beside the server; "" if none was."""
    path = folder / SERVED
    return path.read_text().strip() if path.exists() else ""


def remember_url(folder: Path, url: str) -> None:
    """Store the URL that is served, for later commands."""
    (folder / SERVED).write_text(f"{url}\n")
