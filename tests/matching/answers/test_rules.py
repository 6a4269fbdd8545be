"""Sums to the cent, gaps that are told, signatures that cannot be changed unseen."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from maillage.matching.rules.answers import (
    FIRST_LINK,
    Draft,
    Gap,
    GapFound,
    PartPriced,
    Signature,
    broken_at,
    digest_of,
    gaps_of,
    link_of,
    totals_of,
    vat_of,
)

A, B = UUID(int=1), UUID(int=2)
LOT, OTHER_LOT = UUID(int=10), UUID(int=11)
WHOLE = Draft(
    parts=[(A, LOT, "Site", 500_00), (B, OTHER_LOT, "Film", 300_00)], partners={A: "Fil", B: "Lumière"},
    lots={LOT: "Site", OTHER_LOT: "Film"}, method="Trois étapes.", has_lead=True, is_alone=False,
)  # fmt: skip


def test_vat_is_rounded_once_a_rate():
    totals = totals_of([PartPriced(A, 3, 2000), PartPriced(A, 3, 2000), PartPriced(B, 100_00, 550)])

    assert [(line.basis_points, line.base_cents, line.vat_cents) for line in totals.vat] == [
        (550, 100_00, 5_50),
        (2000, 6, 1),
    ]
    assert (totals.net_cents, totals.gross_cents, totals.shares) == (100_06, 105_57, {A: 6, B: 100_00})


@given(st.lists(st.tuples(st.sampled_from((A, B)), st.integers(0, 10**9), st.sampled_from((0, 210, 550, 1000, 2000)))))
def test_shares_and_bases_always_sum_to_the_whole(drawn):
    totals = totals_of([PartPriced(*one) for one in drawn])

    assert sum(totals.shares.values()) == totals.net_cents == sum(line.base_cents for line in totals.vat)
    assert all(abs(10_000 * line.vat_cents - line.base_cents * line.basis_points) <= 5_000 for line in totals.vat)


def test_half_a_cent_goes_up():
    assert [vat_of(base_cents=cents, basis_points=500) for cents in (9, 10, 11)] == [0, 1, 1]


def test_a_whole_draft_has_no_gap():
    assert gaps_of(WHOLE) == ()


def test_gaps_are_named():
    draft = replace(WHOLE, parts=[(A, LOT, "Site", 0)], method=" ", has_lead=False)

    assert gaps_of(draft) == (
        GapFound(Gap.NO_LEAD),
        GapFound(Gap.PART_WITHOUT_AMOUNT, "Site"),
        GapFound(Gap.PARTNER_WITHOUT_PART, "Lumière"),
        GapFound(Gap.LOT_UNCOVERED, "Film"),
        GapFound(Gap.NO_METHOD),
    )
    assert gaps_of(replace(WHOLE, partners={A: "Fil"}, parts=[(A, None, "Tout", 1)])) == (
        GapFound(Gap.ONE_IN_A_CONSORTIUM),
    )


def test_digest_depends_on_content_and_not_on_order():
    assert digest_of({"a": 1, "b": [1, 2]}) == digest_of({"b": [1, 2], "a": 1}) != digest_of({"a": 1, "b": [2, 1]})


def signed(*signatures):
    chain, previous = [], FIRST_LINK
    for signature in signatures:
        previous = link_of(previous, signature)
        chain.append((signature, previous))
    return chain


def test_a_signature_changed_or_taken_out_breaks_the_chain():
    first = Signature("1", "Amina", "gérante", "d" * 64, "2026-11-24T09:30:00+00:00")
    second = replace(first, organization_id="2", name="Driss")
    chain = signed(first, second)

    assert broken_at(chain) is None
    assert broken_at([(replace(first, name="Élise"), chain[0][1]), chain[1]]) == 0
    assert broken_at([chain[1]]) == 0
    assert broken_at([chain[0], (replace(second, digest="e" * 64), chain[1][1])]) == 1
