"""设置。全部来自环境变量；``./run`` 会替你设好。"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF

NO_TRIGGER_IGNORED = "-c pgtrigger.ignore={}"
"""每条连接先写明没有略过的触发器：不写，行历史的触发器每一行都要抛出一次再收住，一个事务里行越多越慢（成平方）。"""


def database(url: str) -> dict[str, object]:
    """``postgresql://用户:口令@主机:端口/库?host=/套接字目录`` → Django 的一项。"""
    parts = urlsplit(url)
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    query["options"] = f"{query.get('options', '')} {NO_TRIGGER_IGNORED}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "zhixing",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 15}, **query} if POOL else {**query},
    }


POOL = os.environ.get("ZHIXING_DB_POOL", "1") == "1"
HOME = Path(os.environ.get("ZHIXING_HOME", "var/home")).expanduser()
AS_OWNER = os.environ.get("ZHIXING_AS_OWNER") == "1"
DATABASE_URL = os.environ.get("ZHIXING_DB_OWNER" if AS_OWNER else "ZHIXING_DB", "postgresql:///zhixing")
DATABASES = {"default": database(DATABASE_URL)}


def _secret() -> str:
    given = os.environ.get("ZHIXING_SECRET_KEY_FILE")
    if given:
        return Path(given).read_text("utf-8").strip()
    return os.environ.get("ZHIXING_SECRET_KEY", "")


SECRET_KEY = _secret() or secrets.token_urlsafe(48)  # 没给的只供不签名的命令用，每个进程一把
DEBUG = False
DEMO = os.environ.get("ZHIXING_DEMO") == "1"
DEMO_SHIFT = int(os.environ.get("ZHIXING_DEMO_SHIFT") or 0) if DEMO else 0
ZHIXING_DEMO_COURT = "zhixing.demo"
ZHIXING_DEMO_LOGINS = "zhixing.demo.logins"
ZHIXING_DEMO_SNAPSHOT = Path(__file__).resolve().parents[2] / "demo/court.tar.xz"
ALLOWED_HOSTS = os.environ.get("ZHIXING_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
SECURE = os.environ.get("ZHIXING_HTTPS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "zhixing.entrances.portal",
    "zhixing.entrances.web",  # 在 allauth 之前：登录等页面用我们的模板
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_htmx",
    "csp",
    "zhixing.foundation.history",
    "zhixing.foundation.outbox",
    "zhixing.foundation.people",
    "zhixing.foundation.files",
    "zhixing.foundation.approvals",
    "zhixing.casework.cases",
    "zhixing.casework.nodes",
    "zhixing.casework.dossier",
    "zhixing.casework.documents",
    "zhixing.casework.sanctions",
    "zhixing.casework.funds",
    "zhixing.casework.settlement",
    "zhixing.casework.control",
    "zhixing.casework.closing",
    "zhixing.casework.centre",
    "zhixing.exchange",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "zhixing.entrances.web.pace.PaceMiddleware",
    "zhixing.entrances.web.bodies.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhixing.entrances.web.middleware.EntranceMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "zhixing.entrances.web.chrome.context",
            ],
        },
    }
]

ROOT_URLCONF = "zhixing.config.urls"
WSGI_APPLICATION = "zhixing.config.wsgi.application"
ZHIXING_REACTIONS = "zhixing.config.reactions.REACTIONS"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PROCRASTINATE_IMPORT_PATHS = ["zhixing.entrances.jobs.tasks"]
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "zhixing.entrances.web.login.Backend",
]
PASSWORD_HASHERS = [
    "zhixing.demo.passwords.QuickScrypt" if DEMO else "django.contrib.auth.hashers.ScryptPasswordHasher"
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_ADAPTER = "zhixing.entrances.web.login.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/5m/ip", "change_password": "5/m/user", "reauthenticate": "10/m/user"}
ACCOUNT_LOGOUT_ON_GET = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "执行指挥中心"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "zhixing.entrances.web.login.locked_out"
AXES_VERBOSE = False

SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("ZHIXING_ORIGINS", "").split(",") if o]
CSRF_FAILURE_VIEW = "zhixing.entrances.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if os.environ.get("ZHIXING_STATIC") == "collected"
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = os.environ.get("ZHIXING_STATIC") != "collected"
WHITENOISE_AUTOREFRESH = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("ZHIXING_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
