from django.db import models

from maillage.accounts.ownership import Global


class PublicChange(Global):
    """One row for each transaction that changed what the public may see, written by triggers of the database.

    The sum of `count` is the directory's version. A transaction writes its own row only, so that no change waits for
    another; a job folds the rows. Two transactions that end in any order each change the sum when they end, not before.
    """

    transaction = models.BigIntegerField(unique=True)
    count = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"
