"""Keep the count of public changes short."""

from django.db import connection

_FOLD = """
with gone as (delete from directory_publicchange returning *)
insert into directory_publicchange (transaction, count, at)
select -max(id), sum(count), max(at) from gone having count(*) > 0
"""


def fold_changes() -> None:
    """Sum the rows of public changes into one: the directory's version stays what it is."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD)
