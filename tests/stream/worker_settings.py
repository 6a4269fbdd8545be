"""The tests' settings, on the tests' own database."""

import os

from maillage.config.settings_test import *  # noqa: F403 - all settings
from maillage.config.settings_test import DATABASES

DATABASES["default"]["NAME"] = os.environ["BAKERY_DATABASE"]
