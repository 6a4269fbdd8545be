"""What the network weighs, who is away, lots, and rankings of the past."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from maillage.kit.errors import Conflict, Invalid, NotAllowed
from maillage.matching.models import Absence, BriefLot, BriefSkill, NetworkWeights, StoredRanking
from maillage.matching.queries.candidates import rank_brief
from maillage.matching.queries.weights import network_weights
from maillage.matching.rules.ranking import Weights
from maillage.matching.services import absences, shortlists, weights
from maillage.matching.types import Criterion, Exclusion
from tests.factories.accounts import acting
from tests.matching.test_shortlists import brief, listed, names, ranked  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

HEAVY = {criterion.value: 10.0 for criterion in Criterion} | {"equity": 40.0}


class TestWeights:
    def test_administrator_sets_them_and_rankings_follow(self, client_as, administrator, listed, brief, now):  # noqa: F811 - the fixture, asked for by its name
        listed("Une")
        address = reverse("matching:network_weights")
        page = client_as(administrator)

        shown = page.get(address)
        saved = page.post(address, {name: int(weight) for name, weight in HEAVY.items()} | {"version": 0})

        assert (shown.status_code, saved.status_code) == (200, 303)
        assert network_weights() == Weights(**HEAVY)
        found = ranked(brief, now, weights=network_weights())
        assert found.ranking.entries[0].judgement(Criterion.EQUITY).weight == pytest.approx(
            40 / 80
        )  # of the criteria that this need speaks of

    def test_two_people_at_once_do_not_overwrite_each_other(self, administrator, now):
        weights.set_weights(actor=acting(administrator), weights=HEAVY, seen_version=0, now=now)

        with pytest.raises(Conflict):
            weights.set_weights(actor=acting(administrator), weights=HEAVY, seen_version=0, now=now)

        assert NetworkWeights.objects.across_scopes(reason="test").get().version == 1

    def test_all_at_nothing_are_refused_where_they_stand(self, client_as, administrator):
        sent = {criterion.value: 0 for criterion in Criterion} | {"version": 0}

        answer = client_as(administrator).post(reverse("matching:network_weights"), sent)

        assert answer.status_code == 422
        assert network_weights() == Weights()

    def test_facilitators_do_not_set_them(self, facilitator, now):
        with pytest.raises(NotAllowed):
            weights.set_weights(actor=acting(facilitator), weights=HEAVY, seen_version=0, now=now)

    def test_database_holds_one_row(self, now):
        with pytest.raises(IntegrityError), transaction.atomic():
            NetworkWeights.objects.create(id=2, weights={}, changed_at=now)


class TestAbsences:
    def test_who_is_away_the_whole_time_is_left_out_and_half_of_it_counts(self, listed, brief, now):  # noqa: F811 - the fixture, asked for by its name
        today = now.date()
        whole, half, none = listed("Absente"), listed("Moitié"), listed("Présente")
        days = {"first": today + timedelta(days=10), "last": today + timedelta(days=19)}
        Absence.objects.create(organization=whole, noted_at=now, **days)
        Absence.objects.create(organization=half, noted_at=now, **days | {"last": today + timedelta(days=14)})
        Absence.objects.create(
            organization=none, noted_at=now, first=today + timedelta(days=20), last=today + timedelta(days=30)
        )
        brief.starts_on, brief.ends_on = days["first"], days["last"]

        found = ranked(brief, now)

        assert [one.reason for one in found.ranking.excluded] == [Exclusion.UNAVAILABLE]
        assert names(found) == [none.name, half.name]

    def test_editors_announce_and_take_back(self, client_as, amina, la_bobine, now):
        address = reverse("matching:absence_list", args=[la_bobine.slug])
        page = client_as(amina)
        days = {"first": "2100-08-01", "last": "2100-08-21"}

        sent = [page.post(address, days).status_code for _click in range(2)]
        (row,) = Absence.objects.across_scopes(reason="test")
        shown = page.get(address).content.decode()
        page.post(reverse("matching:absence_removal", args=[la_bobine.slug, row.pk]))

        assert sent == [303, 303]
        assert "2100" in shown
        assert not Absence.objects.across_scopes(reason="test").exists()

    @pytest.mark.parametrize(("first", "last"), [("2100-08-02", "2100-08-01"), ("2020-08-01", "2020-08-02"), ("x", "")])
    def test_days_that_make_no_sense_are_told(self, client_as, amina, la_bobine, first, last):
        address = reverse("matching:absence_list", args=[la_bobine.slug])

        answer = client_as(amina).post(address, {"first": first, "last": last})

        assert answer.status_code == 422
        assert not Absence.objects.across_scopes(reason="test").exists()

    def test_another_organization_is_not_touched(self, driss, la_bobine, now):
        day = date(2100, 1, 1)
        row = Absence.objects.create(organization=la_bobine, first=day, last=day, noted_at=now)

        with pytest.raises(NotAllowed):
            absences.cancel_absence(actor=acting(driss), organization_id=la_bobine.pk, absence_id=row.pk)
        with pytest.raises(NotAllowed):
            absences.announce_absence(
                actor=acting(driss), organization_id=la_bobine.pk, first=day, last=day, today=now.date(), now=now
            )

        assert Absence.objects.across_scopes(reason="test").count() == 1

    def test_two_years_at_most(self, amina, la_bobine, now):
        with pytest.raises(Invalid):
            absences.announce_absence(
                actor=acting(amina), organization_id=la_bobine.pk, first=date(2100, 1, 1), last=date(2105, 1, 1),
                today=now.date(), now=now,
            )  # fmt: skip


class TestPast:
    def test_a_past_ranking_is_shown_and_made_again(self, client_as, facilitator, listed, brief, now):  # noqa: F811 - the fixture, asked for by its name
        kept = listed("Gardée")
        shortlists.keep_candidate(
            actor=acting(facilitator), brief_id=brief.pk, organization_id=kept.pk, weights=Weights(), now=now
        )
        stored = StoredRanking.objects.across_scopes(reason="test").get()
        address = reverse("matching:past_candidates", args=[brief.number, stored.pk])
        office = client_as(facilitator)
        listed("Venue après")

        page = office.get(address).content.decode()
        listing = office.get(reverse("matching:candidates", args=[brief.number])).content.decode()
        stored.document["entries"][0]["score"] = 0.123
        stored.save()
        tampered = office.get(address).content.decode()

        assert "Gardée" in page and "Venue après" not in page
        assert address in listing
        assert ("notice--warning" in page, "notice--warning" in tampered) == (False, True)

    def test_a_formula_of_another_version_is_told(self, client_as, facilitator, listed, brief, now):  # noqa: F811 - the fixture, asked for by its name
        kept = listed("Gardée")
        shortlists.keep_candidate(
            actor=acting(facilitator), brief_id=brief.pk, organization_id=kept.pk, weights=Weights(), now=now
        )
        stored = StoredRanking.objects.across_scopes(reason="test").get()
        stored.document["formula_version"] = 99
        stored.save()

        page = client_as(facilitator).get(reverse("matching:past_candidates", args=[brief.number, stored.pk]))

        assert page.status_code == 200
        assert "notice--warning" in page.content.decode()

    def test_rankings_of_another_need_are_not_found(self, client_as, facilitator, brief, now):  # noqa: F811 - the fixture, asked for by its name
        other = StoredRanking(pk="01890000-0000-7000-8000-000000000001")

        page = client_as(facilitator).get(reverse("matching:past_candidates", args=[brief.number, other.pk]))

        assert page.status_code == 404


class TestLots:
    @pytest.fixture
    def split(self, brief):  # noqa: F811 - the fixture, asked for by its name
        from maillage.directory.models import Skill

        printing = BriefLot.objects.create(brief=brief, position=1, title="Impression")
        photos = BriefLot.objects.create(brief=brief, position=2, title="Photos")
        BriefSkill.objects.across_scopes(reason="test").filter(brief=brief).update(lot=printing)
        BriefSkill.objects.create(brief=brief, lot=photos, skill=Skill.objects.get(slug="photographie"))
        return printing, photos

    def test_a_lot_is_ranked_by_its_own_skills(self, listed, brief, split, now):  # noqa: F811 - the fixture, asked for by its name
        listed("Imprimeur")
        listed("Photographe", skills=("photographie",))

        found = {lot.title: names(rank_brief(brief, now=now, today=now.date(), lot_id=lot.pk)) for lot in split}

        assert found == {"Impression": ["Imprimeur"], "Photos": ["Photographe"]}

    def test_who_is_kept_for_a_lot_is_judged_on_it(self, client_as, facilitator, listed, brief, split):  # noqa: F811 - the fixture, asked for by its name
        photographer = listed("Photographe", skills=("photographie",))
        office = client_as(facilitator)
        lot = split[1]

        page = office.get(f"{reverse('matching:candidates', args=[brief.number])}?lot={lot.pk}").content.decode()
        kept = office.post(
            reverse("matching:candidate_choice", args=[brief.number]),
            {"organization": photographer.pk, "choice": "keep", "lot": lot.pk},
        )

        assert "Photographe" in page
        assert f"lot={lot.pk}" in kept["Location"]
        stored = StoredRanking.objects.across_scopes(reason="test").get()
        assert [wish["slug"] for wish in stored.document["need"]["skills"]] == ["photographie"]
