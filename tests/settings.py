"""The console's settings with a cheap hasher, a database file for real parallel connections."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / ".cache" / "test-data"
os.environ.setdefault("DATA_DIR", str(CACHE))

from console.settings import *  # noqa: E402, F403
from console.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
DATABASES["default"]["CONN_MAX_AGE"] = 0  # the live server's threads leave no connection behind
CACHE.mkdir(parents=True, exist_ok=True)
(CACHE / "static").mkdir(exist_ok=True)
if DATABASES["default"]["ENGINE"] == "accounts.database.sqlite":
    # a folder of this process: two runs in one checkout do not wait for each other
    FOLDER = tempfile.mkdtemp(dir=CACHE)
    atexit.register(shutil.rmtree, FOLDER)
    DATABASES["default"]["TEST"] = {"NAME": str(Path(FOLDER) / "test.sqlite3")}
else:
    # a test's commits need not outlive a fall of the machine; the servers of tests are as in use
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
