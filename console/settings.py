"""Django settings. What differs between installations comes from environment variables.

docs/settings.md lists them: meaning, default, example. An empty variable counts as not set.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from console.installation import configuration
from console.installation.data_dir import made_private, served_url, without_others
from console.installation.keys import sealing_keys, secret_key

BASE_DIR = Path(__file__).resolve().parent.parent


def _given(name: str) -> str:
    return os.environ.get(name, "")


def _listed(name: str) -> list[str]:
    return [entry for entry in _given(name).split(",") if entry]


DATA_DIR = made_private(Path(_given("DATA_DIR") or BASE_DIR / "data").expanduser().absolute())
DEBUG = configuration.switch("DEBUG", _given("DEBUG"))
SECRET_KEY = _given("SECRET_KEY") or secret_key(DATA_DIR)
SEALING_KEYS = configuration.checked_sealing_keys(_listed("SEALING_KEYS") or sealing_keys(DATA_DIR))

BASE_URL = _given("BASE_URL").rstrip("/") or served_url(DATA_DIR) or "http://localhost:8000"
_base = configuration.base_url(BASE_URL)
_tls = _base.scheme == "https"
ALLOWED_HOSTS = [
    "127.0.0.1",
    "localhost",
    "[::1]",
    configuration.host_in_url(_base),
    *configuration.allowed_hosts(_listed("ALLOWED_HOSTS")),
]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if _tls else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _tls
SECURE_HSTS_SECONDS = 31_536_000 if _tls else 0
TRUSTED_PROXIES = configuration.trusted_proxies(
    _given("TRUSTED_PROXIES") or ("127.0.0.0/8,::1" if _tls else "")
)
LABS_DIR = Path(_given("LABS_DIR")).expanduser().absolute() if _given("LABS_DIR") else None
TEACH = configuration.switch("TEACH", _given("TEACH") or "1")
EVENT_DAYS = configuration.days("EVENT_DAYS", _given("EVENT_DAYS") or "90")
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "console.web.errors.expired_form"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 64
FILE_UPLOAD_HANDLERS = ["console.web.uploads.MemoryOnlyUploadHandler"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "csp",
    "accounts",
    "credentials",
    "console",
    "console.training",
]

MIDDLEWARE = [
    "console.api.entry.ApiMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "console.web.uploads.RequestBoundsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "console.middleware.PrincipalMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "console.middleware.AuthorizationMiddleware",
]

ROOT_URLCONF = "console.urls"
WSGI_APPLICATION = "console.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "console.web.appearance.appearance",
                "console.web.navigation.navigation",
                "console.web.subject.subject",
                "console.web.teaching.teaching",
                "console.training.panel.lab_panel",
            ],
            "libraries": {
                "console": "console.templatetags.console",
                "controls": "console.templatetags.controls",
                "elements": "console.templatetags.elements",
                "training": "console.templatetags.training",
            },
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["console.web.templates.Loader"],
                )
            ],
        },
    }
]

# Cookies know no ports: two installations on one host name have cookies of different names.
_tag = configuration.installation_tag(SECRET_KEY, DATA_DIR)
SESSION_COOKIE_NAME = f"session_{_tag}"
CSRF_COOKIE_NAME = f"csrf_{_tag}"
REMEMBERED_COOKIE_NAME = f"account_{_tag}"
LEFT_COOKIE_NAME = f"left_{_tag}"
CSRF_COOKIE_AGE = None  # it ends with the browser, as the session does

DATABASES = {"default": configuration.database(_given("DATABASE_URL"), DATA_DIR)}
DATABASES["default"]["CONN_MAX_AGE"] = None
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    without_others(Path(DATABASES["default"]["NAME"]))
    DATABASES["default"]["ENGINE"] = "accounts.database.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            # for what nobody copies between two requests
            "PRAGMA wal_autocheckpoint=4000;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["console.authentication.sign_in.AccountBackend"]
PASSWORD_HASHERS = ["console.authentication.hashers.Argon2PasswordHasher"]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", ("tutorial", BASE_DIR / "docs/tutorial")]
STORAGES = {
    "staticfiles": {"BACKEND": "console.web.static_files.StaticFilesStorage"},
}

LANGUAGE_CODE = "en"
USE_I18N = False
TIME_ZONE = "UTC"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"one_line": {"()": "console.installation.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["one_line"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
