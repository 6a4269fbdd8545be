from django.db import models

from maillage.accounts.ownership import Global


class WindowTries(Global):
    """How often something was done in one window of time. Written by `kit.throttle`; the key is a digest.

    The table is not logged: a count lost in a crash opens a window again, and each request writes one without waiting
    for the disk.
    """

    window_key = models.UUIDField(primary_key=True, editable=False)
    tries = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        db_table = "throttle_tries"

    def __str__(self) -> str:
        return f"{self.tries} until {self.ends_at:%Y-%m-%d %H:%M}"
