"""Settings of the tests: a server of their own, unhashed static files, e-mails in memory."""

import hashlib
import os
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[3]
_NAME = f"maillage-tests-{hashlib.sha256(str(_ROOT).encode()).hexdigest()[:8]}"
os.environ.setdefault("MAILLAGE_HOME", str(Path(tempfile.gettempdir()) / _NAME))

from maillage.config.settings import *  # noqa: E402, F403 - the home folder is named before it is read
from maillage.config.settings import DATABASES, STORAGES  # noqa: E402 - after the environment that it reads

SECRET_KEY = "only-for-tests"  # noqa: S105 - of tests
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES["default"]["OPTIONS"].pop("pool", None)  # type: ignore[attr-defined]  # written as a dict above
ACCOUNT_RATE_LIMITS = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
# Static files are found in the packages themselves: nothing is collected for a test.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
MAILLAGE_TERMS_SECONDS = 0
