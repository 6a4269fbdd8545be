"""What the stream has recorded."""

from maillage.stream.models import Fact


def published_verbs() -> list[str]:
    """Give the verbs of all facts, in the order of their recording."""
    return list(Fact.objects.order_by("recorded_at", "id").values_list("verb", flat=True))
