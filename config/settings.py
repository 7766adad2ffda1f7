"""All settings, from the environment. A bad value stops the start and says what is allowed."""

import re
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from config.languages import SOURCE, found_languages

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")


def refuse(name: str, allowed: str) -> ImproperlyConfigured:
    """The error of a variable with a bad value; the value itself may be a secret."""
    return ImproperlyConfigured(f"{name} is not usable. Allowed: {allowed}.")


def given(name: str, default: str) -> str:
    """The variable; one that is set to nothing, as a compose file sets it, is not set."""
    return env.str(name, default="").strip() or default


def text(name: str, default: str, pattern: str, allowed: str) -> str:
    """The variable as text that matches `pattern` whole."""
    value = given(name, default)
    if not re.fullmatch(pattern, value):
        raise refuse(name, allowed)
    return value


def flag(name: str, default: bool = False) -> bool:
    value = given(name, str(default)).lower()
    if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise refuse(name, "1 or 0")
    return value in {"1", "true", "yes", "on"}


# ── what this installation is ─────────────────────────────────────────────────────────────
DEBUG = flag("DEBUG")
VAR_DIR = Path(given("CASETRACKER_VAR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
#: The name an operator gave; unnamed installations send nothing.
INSTANCE = text(
    "CASETRACKER_INSTANCE", "", r"[a-z0-9][a-z0-9-]{0,59}|", "small letters, digits and hyphens"
)
#: The state that imprisons (ISO 3166), where a file names no prison: whoever is released there is
#: free inside the country, not abroad.
HOME_COUNTRY = text("HOME_COUNTRY", "BY", r"[A-Z]{2}", "two capitals (ISO 3166), such as BY")
#: Shown on the sign-in page of the instance named `demo`, which lists its made-up people.
DEMO_PASSWORD = env.str("CASETRACKER_DEMO_PASSWORD", default="")
SECRET_KEY = text(
    "SECRET_KEY", "", r".{32,}", "at least 32 random characters; `make demo` writes one into .env"
)
#: Sealing keys, `id:base64 of 32 bytes`, comma-separated, the first one seals (vault/keys.py).
CASETRACKER_KEYS = text(
    "CASETRACKER_KEYS",
    "",
    r"[A-Za-z0-9]{1,8}:[A-Za-z0-9_=-]{43,44}(\s*,\s*[A-Za-z0-9]{1,8}:[A-Za-z0-9_=-]{43,44})*",
    "id:key[,id:key…], id of 1 to 8 letters or digits, key of 32 bytes in URL-safe base64",
)
BASE_URL = text(
    "BASE_URL", "http://localhost:8000", r"https?://[^/\s]+", "a URL such as https://cases.example"
)
ALLOWED_HOSTS = [
    host.strip()
    for host in text(
        "ALLOWED_HOSTS",
        "localhost,127.0.0.1,[::1]",
        r"[^\s,/]+(\s*,\s*[^\s,/]+)*",
        "host names, comma-separated",
    ).split(",")
]
#: Lets `--now` move time in a few commands. For demonstrations and tests.
TIME_TRAVEL = flag("CASETRACKER_ALLOW_TIME_TRAVEL")
PRODUCTION = BASE_URL.startswith("https://")
#: How many proxies of ours stand before the web process and append to X-Forwarded-For; what is
#: counted per network is counted by what the outermost of them saw.
TRUSTED_PROXIES = int(
    text("TRUSTED_PROXIES", "1" if PRODUCTION else "0", r"[0-9]", "a number from 0 to 9")
)
#: Where the quick exit leads: a page that anybody might be reading.
QUICK_EXIT_URL = text(
    "QUICK_EXIT_URL",
    "https://www.wikipedia.org/",
    r"https://[!#-;=?-~]+",
    "an https URL such as https://www.wikipedia.org/",
)
if TIME_TRAVEL and PRODUCTION:
    raise refuse("CASETRACKER_ALLOW_TIME_TRAVEL", "0 where BASE_URL is https (production)")

# ── what it is made of ────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "casetracker",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "casetracker.web.middleware.keep_private",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "casetracker.web.desk_door.KeepAtTheDesk",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "casetracker.web.middleware.speak_to_the_reader",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "casetracker.web.widgets.QuickRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "casetracker" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casetracker.web.context.page",
            ],
            "builtins": ["casetracker.web.filters", "django.templatetags.i18n"],
        },
    }
]

# ── database, broker, cache ───────────────────────────────────────────────────────────────
try:
    database: dict[str, Any] = env.db_url_config(
        given("DATABASE_URL", f"sqlite:///{VAR_DIR / 'casetracker.sqlite3'}")
    )
except Exception as error:
    raise refuse("DATABASE_URL", "postgres://user:password@host/name or sqlite:///path") from error
if database["ENGINE"] == "django.db.backends.sqlite3":
    # In SQLite's deferred mode concurrent writers fail at commit; see docs/decide.md.
    database["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-20000;"
        ),
    }
elif database["ENGINE"] == "django.db.backends.postgresql":
    database |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    # Compiling a query (jit) takes half a second where a page has fifty milliseconds. Who stalls in
    # the middle of a transaction keeps its rows from everybody else, but no longer than a lease.
    database["OPTIONS"] = {
        "options": "-c jit=off -c idle_in_transaction_session_timeout=120s",
        **database.get("OPTIONS", {}),
        "connect_timeout": 10,
    }
else:
    raise refuse("DATABASE_URL", "postgres://user:password@host/name or sqlite:///path")
DATABASES = {"default": database}

REDIS_URL = text("REDIS_URL", "", r"rediss?://\S+|", "redis://host:6379/1, or nothing") or None
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "casetracker",
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "casetracker_cache",
    },
    # What may be some seconds old, in the memory of each process.
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
#: So old, in seconds, may be what the banner says of reminders, which are late after 15 minutes.
BANNER_AGE = 15

# ── mail: `mail/transport.py` is the only one that sends, from the outbox ─────────────────
EMAIL_URL = text(
    "EMAIL_URL",
    f"filemail:///{str(VAR_DIR / 'mail').lstrip('/')}",
    r"(smtp|smtps|smtp\+tls)://\S+|filemail:///\S+",
    "smtp+tls://user:password@host:587, smtps://…, smtp://host:25 or filemail:///folder",
)
MAIL_FROM = given("MAIL_FROM", "Casetracker <noreply@localhost>")
#: Letters that may leave in an hour; what is over waits for the next, nothing is lost.
MAIL_HOURLY_CAP = int(
    text("MAIL_HOURLY_CAP", "5000", r"[1-9][0-9]{0,6}", "a number of letters an hour, such as 5000")
)
# Whatever a library tries to send by itself must not leave: the outbox is the only way out.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# ── people ────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "casetracker.User"
KNOX_TOKEN_MODEL = "casetracker.ApiToken"  # noqa: S105  the name of a model
MIGRATION_MODULES = {"knox": None}  # its own token table is replaced by ours
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "casetracker.web.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# allauth counts in the cache, which forgets; we count in the database (services/attempts.py).
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/accounts/signed-out/"
SESSION_ENGINE = "casetracker.web.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# What was done is said once, from the session: a cookie would carry it through the network.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ── the API ───────────────────────────────────────────────────────────────────────────────
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "casetracker.api.authentication.ApiTokenAuthentication",
        "casetracker.api.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PAGINATION_CLASS": "casetracker.api.pages.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["casetracker.api.filters.FilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["casetracker.api.parsers.StrictJSONParser"],
    "EXCEPTION_HANDLER": "casetracker.api.errors.problem",
}
REST_KNOX = {"AUTO_REFRESH": False, "TOKEN_TTL": None}
SPECTACULAR_SETTINGS = {
    "TITLE": "Casetracker",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    # Enumerations stay where they are used; what every operation shares is added.
    "POSTPROCESSING_HOOKS": ["casetracker.api.schema.describe_conventions"],
    # A field may be missing: it is left out for whoever may not see it.
    "COMPONENT_NO_READ_ONLY_REQUIRED": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# ── pages ─────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = Path(given("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS: list[Path] = []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if PRODUCTION else []
if PRODUCTION:
    SECURE_SSL_REDIRECT = not flag("CASETRACKER_NO_SSL_REDIRECT")
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A release list of 5,000 people has a choice for each of them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
# Uploads stay in memory: no plain copy of a file ever lies on a disk. What is longer is not kept.
FILE_UPLOAD_HANDLERS = ["casetracker.web.uploads.InMemory"]

LANGUAGE_CODE = SOURCE
LANGUAGES = found_languages(BASE_DIR / "casetracker" / "locale")
LOCALE_PATHS = [BASE_DIR / "casetracker" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# ── logs: ids only, never names, addresses or texts ───────────────────────────────────────
LEVELS = "DEBUG, INFO, WARNING, ERROR or CRITICAL"
LOG_LEVEL = text("LOG_LEVEL", "WARNING", "DEBUG|INFO|WARNING|ERROR|CRITICAL", LEVELS)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"redaction": {"()": "config.redaction.Redaction"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["redaction"],
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
}
