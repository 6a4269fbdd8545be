import pytest
from django.utils import timezone

from maillage.accounts import services as accounts_services
from maillage.accounts.types import OrganizationRole
from maillage.stream import services as stream_services
from maillage.stream.models import Fact
from maillage.stream.registry import registry
from maillage.web import services
from maillage.web.models import Notification
from tests.factories import acting

pytestmark = pytest.mark.django_db


def deliver():
    for fact in Fact.objects.order_by("id"):
        for subscriber in registry.listening_to(fact.verb):
            stream_services.deliver(subscriber_name=subscriber.name, fact_id=fact.id)


@pytest.fixture
def told(amina, chloe, la_bobine, now):
    """Amina makes Chloé an editor, and the workers deliver it."""
    accounts_services.change_role(
        actor=acting(amina), organization_id=la_bobine.pk, user_id=chloe.pk, role=OrganizationRole.EDITOR, now=now
    )
    deliver()
    deliver()
    return Notification.objects.get()


def test_the_one_concerned_is_told_once_and_the_doer_is_not(told, chloe):
    assert (told.recipient_id, told.verb) == (chloe.pk, "membership.granted")


def test_the_sentence_is_written_in_the_readers_language(told, client_as, chloe):
    client = client_as(chloe)

    french = client.get("/notifications/?lang=fr").content.decode()
    english = client.get("/notifications/?lang=en").content.decode()

    assert "Votre rôle dans La Bobine est désormais : Rédaction." in french
    assert "Your role in La Bobine is now: Editor." in english


def test_the_bell_counts_what_is_unread(told, client_as, chloe, amina):
    client = client_as(chloe)

    before = client.get("/charte/").context["unread_count"]
    opened = client.post(f"/notifications/{told.pk}/")
    after = client.get("/charte/").context["unread_count"]

    assert (before, after, opened.headers["Location"]) == (1, 0, "/compte/#organizations")
    assert client_as(amina).get("/charte/").context["unread_count"] == 0


def test_all_are_marked_at_once(told, client_as, chloe):
    client_as(chloe).post("/notifications/lecture/")

    assert Notification.objects.filter(read_at=None).count() == 0


def test_somebody_elses_stays_unread(told, client_as, elise):
    response = client_as(elise).post(f"/notifications/{told.pk}/")
    client_as(elise).post("/notifications/lecture/")

    told.refresh_from_db()
    assert (told.read_at, response.headers["Location"]) == (None, "/notifications/")


def test_it_does_not_lead_to_another_site(chloe, client_as, now):
    services.notify(
        recipients=[chloe.pk], verb="membership.ended", at=now, url="https://mechant.example/", organization="X"
    )

    response = client_as(chloe).post(f"/notifications/{Notification.objects.get().pk}/")

    assert response.headers["Location"] == "/notifications/"


def test_an_unknown_verb_or_missing_words_still_show(chloe, client_as, now):
    services.notify(recipients=[chloe.pk], verb="of.tomorrow", at=now)
    services.notify(recipients=[chloe.pk], verb="membership.ended", at=now)

    page = client_as(chloe).get("/notifications/?lang=fr").content.decode()

    assert "Quelque chose a changé" in page
    assert "Vous ne faites plus partie de l’équipe de —." in page


def test_recipients_are_told_once_each_besides_the_doer(amina, chloe, now):
    told = services.notify(
        recipients=[amina.pk, chloe.pk, chloe.pk], besides=amina.pk, verb="membership.ended", at=now, organization="X"
    )

    assert (told, [row.recipient_id for row in Notification.objects.all()]) == (1, [chloe.pk])


@pytest.mark.parametrize("count", [1, 3, 25])
def test_the_page_asks_the_same_questions_however_many(chloe, client_as, now, count, django_assert_num_queries):
    for number in range(count):
        services.notify(recipients=[chloe.pk], verb="membership.ended", at=now, organization=str(number))
    client = client_as(chloe)
    client.get("/notifications/")

    # session, person, roles in the office and in organizations, the rows, the bell, the menu's organizations
    with django_assert_num_queries(7):
        client.get("/notifications/")


def test_pages_follow_each_other_without_loss(chloe, client_as, now):
    for number in range(25):
        services.notify(recipients=[chloe.pk], verb="membership.ended", at=now, organization=f"n{number}")
    client = client_as(chloe)

    first = client.get("/notifications/").context["page"]
    second = client.get("/notifications/", {"cursor": first.next_cursor}).context["page"]

    assert (len(first.rows), len(second.rows)) == (20, 5)
    assert len({row.id for row in [*first.rows, *second.rows]}) == 25


def test_old_ones_are_forgotten(chloe, now):
    services.notify(recipients=[chloe.pk], verb="membership.ended", at=now, organization="X")
    Notification.objects.update(read_at=timezone.now() - services.notifications.KEPT_AFTER_READING * 1.1)

    assert services.forget_old_notifications(now=timezone.now()) == 1
