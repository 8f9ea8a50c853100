"""Django settings, read from the environment that `arasta` prepares (see `arasta doctor`)."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from arasta.config import mail
from arasta.kernel.pooled import Pooled

HOME = Path(os.environ.get("ARASTA_HOME", ".arasta")).absolute()
SECRET_KEY = os.environ.get("ARASTA_SECRET_KEY", "only-for-tests-and-tools-never-for-serving")
FIELD_KEY = os.environ.get("ARASTA_FIELD_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("ARASTA_HOSTS", "localhost,.localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("ARASTA_ORIGINS", "").split(",") if origin]
TWINS_URL = os.environ.get("ARASTA_TWINS_URL", "http://127.0.0.1:8501")
REACHABLE_NETWORKS = [ip_network(one) for one in os.environ.get("ARASTA_REACHABLE_NETWORKS", "").split(",") if one]
PUBLIC_URL = os.environ.get("ARASTA_PUBLIC_URL", "http://127.0.0.1:8500")
LIVE_URL = os.environ.get("ARASTA_LIVE_URL", "")
MAILBOX_URL = os.environ.get("ARASTA_MAILBOX_URL", "")

_MAIL = mail.read(os.environ.get("ARASTA_SMTP_URL", ""))
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = _MAIL.host, _MAIL.port, 10
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS = _MAIL.is_secret, _MAIL.becomes_secret
DEFAULT_FROM_EMAIL = os.environ.get("ARASTA_EMAIL_FROM", "shop@localhost")

CONTEXTS = [
    "identity", "catalog", "customers", "inventory", "channels", "pricing", "orders", "payments", "fulfillment", "registers",
    "pickup",
    "imports", "brand", "messages", "returns", "invoices",
    "reviews", "discovery",
    "batons", "wishes", "support",
]  # fmt: skip
SURFACES = ["storefront", "pos", "backoffice", "shelf", "desk", "merchandising"]


INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "procrastinate.contrib.django",
    "arasta.kernel.outbox",
    "arasta.kernel.changes",
    "arasta.kernel.idempotency",
    "arasta.kernel.transport",
    "arasta.kernel.audit",
    "arasta.kernel.web",
    *(f"arasta.contexts.{name}" for name in CONTEXTS),
    "arasta.flows.apps.FlowsConfig",
    "arasta.config.apps.ConfigConfig",
    *(f"arasta.surfaces.{name}" for name in SURFACES),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "arasta.kernel.web.packing.PackedStatic",
    "arasta.kernel.web.policy.KeptPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "arasta.kernel.web.languages.SpeakAsAddressed",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "arasta.kernel.http.middleware.SpeakProblems",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "arasta.contexts.identity.web.actor.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "arasta.config.urls"
WSGI_APPLICATION = "arasta.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted(Path(__file__).parent.parent.glob("contexts/*/web/templates")),
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "arasta.kernel.web.templatetags.arasta"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "arasta.config.context.everywhere",
            ],
        },
    }
]


def _database() -> dict[str, Any]:
    url = os.environ.get("DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/arasta")
    parts = conninfo_to_dict(url)
    options: dict[str, Any] = {
        "pool": {
            "min_size": 1,
            "max_size": int(os.environ.get("ARASTA_POOL", "8")),
            "timeout": 5,
            "connection_class": Pooled,
        },
        "options": " ".join(
            [
                "-c lock_timeout=5s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s -c jit=off",
                # Prepared statements find rows by key: a plan made once is as good as one made for each call, and far cheaper.
                "-c plan_cache_mode=force_generic_plan",
                # So much of a misspelt word must be alike to be found.
                "-c pg_trgm.word_similarity_threshold=0.4",
            ]
        ),
    }
    if os.environ.get("ARASTA_POOL") == "0":
        del options["pool"]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "arasta"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": f"test_{parts.get('dbname', 'arasta')}"},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.Staff"
LOGIN_URL = "/office/sign-in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("tr", "Türkçe"), ("ru", "Русский")]
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Istanbul"

STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *([LIVE_URL] if LIVE_URL else [])],
        "manifest-src": [SELF],
        "form-action": [SELF, TWINS_URL],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

PROCRASTINATE_IMPORT_PATHS = [
    "arasta.kernel.outbox.tasks",
    "arasta.config.channel_tasks",
    "arasta.config.upkeep_tasks",
    "arasta.config.listing_tasks",
    "arasta.config.discovery_tasks",
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
