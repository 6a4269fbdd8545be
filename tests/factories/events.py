"""What the stream has recorded."""

from django.db import connection

from maillage.stream.models import Fact


def published_verbs() -> list[str]:
    """Give the verbs of all facts, in the order of their recording."""
    return list(Fact.objects.order_by("recorded_at", "id").values_list("verb", flat=True))


def waiting_deliveries() -> int:
    """Count the deliveries of facts that wait for a worker."""
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where queue_name = 'stream' and status = 'todo'")
        return int(cursor.fetchone()[0])
