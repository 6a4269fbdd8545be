import pytest

from maillage.stream import services
from maillage.stream.models import Fact
from maillage.stream.registry import registry


@pytest.fixture
def deliver():
    """Give the subscribers what has been published, as the workers would after commit."""

    def deliver_all():
        for fact in Fact.objects.order_by("recorded_at", "id"):
            for subscriber in registry.listening_to(fact.verb):
                services.deliver(subscriber_name=subscriber.name, fact_id=fact.id)

    return deliver_all


@pytest.fixture
def verbs():
    """Give the verbs published so far."""
    return lambda: list(Fact.objects.order_by("recorded_at", "id").values_list("verb", flat=True))
