"""Long columns: the first cards at once, the others on demand, each once and in order, at a fixed cost."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils.html import escape

from maillage.directory.queries.terms import living_skills
from maillage.kit.pages import BadCursor
from maillage.matching.models import Brief, BriefSkill, Candidate
from maillage.matching.queries.board import CARDS_MORE, CARDS_PER_COLUMN, Sought, board, column_after
from maillage.matching.types import BriefState
from tests.factories.accounts import OrganizationFactory, acting

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def filled(facilitator, now):
    """Make `count` briefs in each of some states; of every three, two have waited equally long."""

    def made(count, states=("new",), **values):
        return Brief.objects.bulk_create(
            Brief(
                title=f"Besoin {state} {number}", text="…", kind="quote", origin="phone", state=state, created_at=now,
                state_since=now - timedelta(hours=count - number // 3), received_at=now, **values,
            )
            for state in states for number in range(count)
        )  # fmt: skip

    return made


def numbers(column):
    return [card.brief.number for card in column.cards]


def test_every_card_of_a_column_is_reached_once_and_in_order(facilitator, filled, now):
    count = CARDS_PER_COLUMN + CARDS_MORE + 7
    briefs = filled(count, ("new", "contacted"))
    asked = {"scope": acting(facilitator).scope, "now": now, "today": now.date()}

    whole = {column.state: column for column in board(**asked)}
    read, cursor = numbers(whole[BriefState.CONTACTED]), whole[BriefState.CONTACTED].next_cursor
    sizes = [len(read)]
    while cursor:
        column = column_after(**asked, state=BriefState.CONTACTED, cursor=cursor)
        sizes.append(len(column.cards))
        read, cursor = read + numbers(column), column.next_cursor

    in_order = sorted(
        (one for one in briefs if one.state == "contacted"), key=lambda one: (one.state_since, one.number)
    )
    assert read == [one.number for one in in_order]
    assert sizes == [CARDS_PER_COLUMN, CARDS_MORE, 7]
    assert {column.state: column.count for column in whole.values() if column.count} == {
        BriefState.NEW: count,
        BriefState.CONTACTED: count,
    }


def test_a_full_column_has_nothing_more(facilitator, filled, now):
    filled(CARDS_PER_COLUMN)

    column = board(scope=acting(facilitator).scope, now=now, today=now.date())[0]

    assert (len(column.cards), column.count, column.next_cursor) == (CARDS_PER_COLUMN, CARDS_PER_COLUMN, "")


def test_what_follows_obeys_the_filters(facilitator, filled, now):
    filled(CARDS_PER_COLUMN + 3, owner=facilitator)
    filled(CARDS_PER_COLUMN + 3)
    asked = {"scope": acting(facilitator).scope, "now": now, "today": now.date()}
    asked["sought"] = Sought(owner_id=facilitator.pk)

    first = board(**asked)[0]
    rest = column_after(**asked, state=BriefState.NEW, cursor=first.next_cursor)

    assert first.count == rest.count == CARDS_PER_COLUMN + 3
    assert {card.brief.owner_id for card in (*first.cards, *rest.cards)} == {facilitator.pk}
    assert len({*numbers(first), *numbers(rest)}) == CARDS_PER_COLUMN + 3


def test_what_follows_comes_as_cards_that_know_the_whole_board(client_as, facilitator, filled):
    filled(CARDS_PER_COLUMN + 3, owner=facilitator)
    office, address = client_as(facilitator), reverse("matching:board")

    page = office.get(address, {"owner": "me"}).content.decode()
    (more,) = [part.partition('"')[0] for part in page.split('class="board__more"><a class="button" href="')[1:]]
    query = {name: value[0] for name, value in parse_qs(urlsplit(more.replace("&amp;", "&")).query).items()}
    part = office.get(address, query, headers=HTMX).content.decode()
    alone = office.get(address, query).content.decode()

    assert (page.count('class="board-card"'), part.count('class="board-card"')) == (CARDS_PER_COLUMN, 3)
    assert "<html" not in part
    assert f'name="next" value="{escape(f"{address}?owner=me")}"' in part
    assert "board__more" not in part
    assert alone.count('class="board__column"') == 1
    assert alone.count('class="board-card"') == 3
    assert f'href="{address}?owner=me"' in alone


def test_what_was_just_moved_is_shown_behind_a_long_column_and_once(client_as, facilitator, filled, now):
    *_others, last = filled(CARDS_PER_COLUMN + CARDS_MORE)
    office, address = client_as(facilitator), reverse("matching:board")
    asked = {"scope": acting(facilitator).scope, "now": now, "today": now.date()}

    column = board(**asked, also=last.number)[0]
    rest = column_after(**asked, state=BriefState.NEW, cursor=column.next_cursor, but=last.number)
    page = office.get(address, {"card": last.number}).content.decode()

    assert numbers(column)[CARDS_PER_COLUMN:] == [last.number]
    assert (
        len({*numbers(column), *numbers(rest)}) == len(numbers(column) + numbers(rest)) == CARDS_PER_COLUMN + CARDS_MORE
    )
    assert f'id="card-{last.number}"' in page
    assert f"card={last.number}&amp;column=new" in page
    assert office.get(address, {"card": "x"}).status_code == 200


def test_an_address_that_makes_no_sense_says_so(client_as, facilitator, filled, now):
    filled(2)
    office, address = client_as(facilitator), reverse("matching:board")

    assert office.get(address, {"column": "x", "cursor": "y"}).content.decode().count('class="board__column"') == 6
    assert office.get(address, {"column": "awarded"}).content.decode().count('class="board__column"') == 6
    assert office.get(address, {"column": "new", "cursor": "y"}).status_code == 400
    with pytest.raises(BadCursor):
        column_after(
            scope=acting(facilitator).scope, state=BriefState.NEW, cursor="WyJ4IiwieSJd", now=now, today=now.date()
        )


def test_the_board_costs_the_same_however_many_cards(
    django_assert_num_queries, client_as, facilitator, administrator, taxonomy, filled, now
):
    office, address = client_as(facilitator), reverse("matching:board")
    skills = living_skills()[:3]

    def add(count):
        people = [facilitator, administrator]
        for place, brief in enumerate(filled(count, ("new", "qualifying", "proposed"), next_action="Rappeler")):
            brief.owner, brief.buyer_organization = people[place % 2], OrganizationFactory()
            brief.next_action_due = now.date()
            brief.save()
            BriefSkill.objects.bulk_create(BriefSkill(brief=brief, skill=skill) for skill in skills)
            for _candidate in range(2):
                Candidate.objects.create(brief=brief, organization=OrganizationFactory(), is_kept=True, decided_at=now)

    add(1)
    office.get(address)
    with django_assert_num_queries(11):
        few = office.get(address).content.decode()
    add(CARDS_PER_COLUMN + 2)
    with django_assert_num_queries(11):
        many = office.get(address).content.decode()
    with django_assert_num_queries(11):
        office.get(address, {"column": "new"})

    assert few.count('class="board-card"') == 3
    assert many.count('class="board-card"') == 3 * CARDS_PER_COLUMN
