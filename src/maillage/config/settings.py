"""Django's settings. Everything that differs between hosts comes from `environment`."""

import os

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from maillage.config import environment

HOME = environment.home()
DEBUG = environment.is_debug()
MAILLAGE_DEVELOPMENT = environment.is_development()
MAILLAGE_BASE_URL = environment.base_url()
MAILLAGE_HOME = HOME
SECRET_KEY = environment.secret_key()

ALLOWED_HOSTS = [environment.base_host(), "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [MAILLAGE_BASE_URL]
IS_SECURE = MAILLAGE_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django_htmx",
    "procrastinate.contrib.django",
    "oauth2_provider",
    "maillage.config",
    "maillage.web",
    "maillage.matching",
    "maillage.delivery",
    "maillage.links",
    "maillage.directory",
    "maillage.accounts",
    "maillage.stream",
    # After ours, so that our templates and words replace theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "maillage.config.map_source.MapSourceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "maillage.config.middleware.LanguageMiddleware",
    "maillage.config.api_middleware.ApiMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "maillage.config.middleware.DomainErrorMiddleware",
    "maillage.config.middleware.ActorMiddleware",
    "maillage.config.middleware.PermissionMiddleware",
]

ROOT_URLCONF = "maillage.config.urls"
ASGI_APPLICATION = "maillage.config.asgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "maillage.web.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django.contrib.humanize.templatetags.humanize",
                "maillage.web.templatetags.ui",
            ],
        },
    }
]

DATABASES = {"default": environment.database()}
DATABASES["default"]["OPTIONS"] = {
    **DATABASES["default"]["OPTIONS"],  # type: ignore[dict-item]  # written as a dict above
    "pool": {"min_size": 1, "max_size": 12, "timeout": 15},
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# --- language and time
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
FORMAT_MODULE_PATH = ["maillage.config.formats"]
LOCALE_PATHS = [environment.PACKAGE / "kit" / "locale"]  # kit is no Django app

# --- files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = HOME / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "maillage.config.storage.ModuleManifestStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# --- e-mail
DEFAULT_FROM_EMAIL = os.environ.get("MAILLAGE_FROM_EMAIL", f"maillage@{environment.base_host()}")
MAILLAGE_MAIL_FOLDER = HOME / "mail"
MAILLAGE_MAIL_DOMAIN = os.environ.get(
    "MAILLAGE_MAIL_DOMAIN", ""
).lower()  # answers come back by `maillage mail receive`
MAILERS = {"default": environment.mailer(MAILLAGE_MAIL_FOLDER)}

# --- sign-in
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1"]
ACCOUNT_SIGNUP_REDIRECT_URL = "accounts:account"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_CHANGE = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_ADAPTER = "maillage.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "maillage.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "add_webauthn": "maillage.accounts.forms.passkeys.AddPasskeyForm",
    "edit_webauthn": "maillage.accounts.forms.passkeys.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = MAILLAGE_DEVELOPMENT
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# --- what a page may load: nothing but ours, no inline script or style
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "worker-src": [CSP.SELF, "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.SELF],
}

# --- programs of stores (OAuth2 client credentials); a store's program is never allowed to see what is not its store's
OAUTH2_PROVIDER = {
    "OAUTH2_SERVER_CLASS": "oauthlib.oauth2.BackendApplicationServer",
    "SCOPES": {"deliveries": "Deliveries", "tasks": "Tasks", "orders": "Orders"},
    "DEFAULT_SCOPES": ["deliveries"],
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
}

# --- jobs
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = None

MAILLAGE_MURMURATIONS_INDEX = os.environ.get("MAILLAGE_MURMURATIONS_INDEX", "").rstrip("/")  # nothing is posted without
MAILLAGE_WEBHOOKS_INSIDE = (
    os.environ.get("MAILLAGE_WEBHOOKS_INSIDE", "") == "1"
)  # tell programs of a private network, without TLS
# Short messages: the instance's gateway, as `{to}`, `{text}`, `{sender}`, `{id}` and `{secret}` are put into what is sent.
MAILLAGE_SMS_URL = os.environ.get("MAILLAGE_SMS_URL", "")
MAILLAGE_SMS_HEADERS = environment.sms_headers()
MAILLAGE_SMS_BODY = os.environ.get("MAILLAGE_SMS_BODY", '{"to": "{to}", "from": "{sender}", "text": "{text}"}')
MAILLAGE_SMS_SENDER = os.environ.get("MAILLAGE_SMS_SENDER", "Maillage")
MAILLAGE_SMS_SECRET = os.environ.get("MAILLAGE_SMS_SECRET", "")
MAILLAGE_SMS_STOP_SECRET = os.environ.get("MAILLAGE_SMS_STOP_SECRET", "")  # answers are heard at /pub/sms/<secret>
MAILLAGE_BOAMP_URL = os.environ.get("MAILLAGE_BOAMP_URL", "")  # calls for tender, read each night; nothing without
MAILLAGE_API_VISITOR_LIMIT = int(os.environ.get("MAILLAGE_API_LIMIT", "600"))  # requests a minute for one address
MAILLAGE_API_TOKEN_LIMIT = 5 * MAILLAGE_API_VISITOR_LIMIT
# How long a process remembers the taxonomy for searching; an edit shows after that at the latest.
MAILLAGE_TERMS_SECONDS = 15

NINJA_NUM_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("MAILLAGE_PROXIES", "0"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"structured": {"()": "maillage.config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("MAILLAGE_LOG_LEVEL", "WARNING")},
    "loggers": {"maillage": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
