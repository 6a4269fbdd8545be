"""Completes a draft into an organization: identifiers, places, contacts, labels."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from maillage.directory.demo.content_files import read_lines, split_parts
from maillage.directory.demo.drafts import Draft, band_of, draw_naf, draw_territory, labels_of
from maillage.directory.demo.flagship_drafts import Flagship
from maillage.directory.demo.identifiers import fictional_phone, siret_of, slug_of
from maillage.directory.demo.pictures import draw_picture
from maillage.directory.demo.places import Town, neighbour_of, point_near, town
from maillage.directory.demo.types import (
    DemoContact,
    DemoEstablishment,
    DemoLabel,
    DemoLink,
    DemoOrganization,
    DemoPicture,
    DemoSkill,
)
from maillage.directory.demo.typography import typeset
from maillage.directory.types import EvidenceKind

_HOURS = (
    "Mo-Fr 09:00-12:30,14:00-18:00",
    "Mo-Fr 08:30-17:30",
    "Mo-Th 09:00-18:00; Fr 09:00-12:00",
    "Tu-Sa 10:00-19:00",
    "Tu-Fr 09:00-12:00,13:30-17:30; Sa 10:00-13:00",
    "Mo,Tu,Th,Fr 09:00-17:00",
    "We-Su 11:00-22:00",
    "",
)
_SHOP_SKILLS = {"epicerie", "boulangerie", "livre-librairie", "reemploi", "commerce-equitable", "velo", "restauration"}
_REGIONAL_LANGUAGES = {
    "53": ("br", 0.2), "44": ("gsw", 0.25), "94": ("co", 0.8), "04": ("rcf", 0.9), "02": ("gcf", 0.9), "01": ("gcf", 0.9),
    "03": ("gcr", 0.9), "76": ("oc", 0.12), "75": ("eu", 0.05),
}  # fmt: skip
_ROLES = (
    "Accueil",
    "Coordination",
    "Direction",
    "Gérance",
    "Chargée de projets",
    "Responsable d'atelier",
    "Commandes et devis",
)
_DIPLOMAS = (
    "Brevet professionnel de deux associés",
    "Titre professionnel obtenu en {year}",
    "Licence professionnelle de la personne référente",
    "Diplôme d'État de la responsable",
    "Trois compagnons diplômés dans l'équipe",
    "Certificat de spécialisation, {year}",
)


def complete(draft: Draft, *, siren: str, today: date, flagship: Flagship | None = None) -> DemoOrganization:
    """Complete a draft into an organization; what a flagship tells by itself is kept as told."""
    random = draft.random
    labels = flagship.labels if flagship else tuple(_labels(draft, today=today))
    affiliated_on = max(draft.created_on + timedelta(days=60), today - timedelta(days=random.randint(30, 3200)))
    return DemoOrganization(
        slug=draft.slug,
        name=draft.name,
        acronym=flagship.block.one("acronym") if flagship else "",
        siren=siren,
        legal_form=draft.legal_form,
        families=draft.families,
        naf=draw_naf(skill=draft.skills[0], random=random),
        created_on=draft.created_on,
        headcount=draft.headcount,
        headcount_band=band_of(draft.headcount),
        members_count=draft.members_count,
        pitch=draft.pitch,
        description=draft.description,
        skills=flagship.skills if flagship else tuple(_skills(draft, labels, today=today)),
        territory=flagship.territory
        if flagship
        else draw_territory(skill=draft.skills[0], town=draft.town, random=random),
        establishments=tuple(_establishments(draft, siren=siren, flagship=flagship)),
        languages=tuple(_languages(draft, flagship)),
        contacts=tuple(_contacts(draft, flagship)),
        links=tuple(_links(draft)),
        labels=labels,
        offers=draft.offers,
        references=tuple(draft.references),
        pictures=tuple(_pictures(draft)) if flagship or random.random() < 0.12 else (),
        is_flagship=flagship is not None,
        affiliated_on=affiliated_on,
        verified_on=max(affiliated_on, today - timedelta(days=int(random.expovariate(1 / 150)))),
    )


def _skills(draft: Draft, labels: tuple[DemoLabel, ...], *, today: date) -> Iterator[DemoSkill]:
    main, *others = draft.skills
    proof = draft.references[0].title if draft.references else ""
    yield DemoSkill(
        main, is_main=True, evidence_kind=EvidenceKind.REFERENCE if proof else EvidenceKind.CLAIMED, evidence=proof
    )
    for skill in others:
        roll = draft.random.random()
        if roll < 0.25 and labels:
            yield DemoSkill(skill, is_main=False, evidence_kind=EvidenceKind.LABEL, evidence=labels[0].name)
        elif roll < 0.5:
            year = draft.random.randint(min(draft.created_on.year, today.year - 2), today.year - 1)
            text = typeset(draft.random.choice(_DIPLOMAS).format(year=year))
            yield DemoSkill(skill, is_main=False, evidence_kind=EvidenceKind.DIPLOMA, evidence=text)
        else:
            yield DemoSkill(skill, is_main=False)


def _labels(draft: Draft, *, today: date) -> Iterator[DemoLabel]:
    random = draft.random
    for name, issuer, years in labels_of(draft.skills[0]):
        if random.random() < 0.28:
            obtained = today - timedelta(days=random.randint(40, 360 * max(1, years) + 60))
            expires = obtained + timedelta(days=365 * years) if years else None
            yield DemoLabel(
                typeset(name), typeset(issuer), obtained_on=max(obtained, draft.created_on), expires_on=expires
            )
    if random.random() < 0.1:
        obtained = max(draft.created_on, today - timedelta(days=random.randint(60, 1700)))
        yield DemoLabel(
            typeset("Entreprise solidaire d'utilité sociale (ESUS)"),
            "Préfecture",
            obtained_on=obtained,
            expires_on=obtained + timedelta(days=5 * 365),
        )


def _establishments(draft: Draft, *, siren: str, flagship: Flagship | None) -> Iterator[DemoEstablishment]:
    random = draft.random
    told = flagship.block.one("hours") if flagship else ""
    street = flagship.block.one("street") if flagship else ""
    yield _establishment(
        draft, draft.town, siren=siren, rank=1, name="", street=street, hours=told or _draw_hours(draft)
    )
    if flagship:
        extra = [(town(code=code), typeset(name)) for code, name in map(split_parts, flagship.block.many("also"))]
    else:
        count = random.choices((0, 1, 2), weights=(85, 12, 3))[0]
        names = random.sample(("Antenne", "Atelier", "Dépôt", "Bureau", "Boutique"), count)
        extra = [(neighbour_of(draft.town, random=random), name) for name in names]
    for rank, (here, name) in enumerate(extra, start=2):
        label = name if flagship else typeset(f"{name} {here.of}")
        yield _establishment(draft, here, siren=siren, rank=rank, name=label, street="", hours=_draw_hours(draft))


def _draw_hours(draft: Draft) -> str:
    return draft.random.choice(_HOURS[3:5] if draft.skills[0] in _SHOP_SKILLS else (*_HOURS[:3], *_HOURS[5:]))


def _establishment(
    draft: Draft, here: Town, *, siren: str, rank: int, name: str, street: str, hours: str
) -> DemoEstablishment:
    longitude, latitude = point_near(here, random=draft.random)
    drawn = f"{draft.random.randint(1, 118)} {draft.random.choice(read_lines(name='streets.txt'))}"
    return DemoEstablishment(
        siret=siret_of(siren=siren, rank=rank),
        name=name,
        is_head_office=rank == 1,
        street=typeset(street or drawn),
        postal_code=draft.random.choice(here.postal_codes),
        commune_code=here.code,
        commune_name=here.full_name,
        longitude=longitude,
        latitude=latitude,
        opening_hours=hours,
    )


def _languages(draft: Draft, flagship: Flagship | None) -> Iterator[str]:
    yield "fr"
    if flagship:
        yield from (code for code in flagship.block.one("languages").split(", ") if code not in {"", "fr"})
        return
    for code, share in (("en", 0.35), ("es", 0.08), ("ar", 0.07), ("pt", 0.04), ("de", 0.03), ("uk", 0.02)):
        if draft.random.random() < share:
            yield code
    regional, share = _REGIONAL_LANGUAGES.get(draft.town.region_code, ("", 0.0))
    if draft.random.random() < share:
        yield regional


def _contacts(draft: Draft, flagship: Flagship | None) -> Iterator[DemoContact]:
    """Give the people to write to; only the first is public."""
    told = [split_parts(line) for line in flagship.block.many("contact")] if flagship else []
    people = [(name, role) for name, role in told] or list(
        zip(draft.contact_names, draft.random.sample(_ROLES, 2), strict=True)
    )
    for rank, (name, role) in enumerate(people):
        mailbox = "contact" if rank == 0 else slug_of(name.split()[0])
        yield DemoContact(
            name=name,
            role=typeset(role),
            email=f"{mailbox}@{draft.slug}.example",
            phone=fictional_phone(region_code=draft.town.region_code, random=draft.random),
            is_public=rank == 0,
        )


def _links(draft: Draft) -> Iterator[DemoLink]:
    if draft.random.random() < 0.9:
        yield DemoLink("website", f"https://www.{draft.slug}.example/")
    if draft.random.random() < 0.35:
        yield DemoLink("mastodon", f"https://social.maillage.example/@{draft.slug.replace('-', '_')}")
    if draft.random.random() < 0.2:
        yield DemoLink("peertube", f"https://video.maillage.example/c/{draft.slug}")


def _pictures(draft: Draft) -> Iterator[DemoPicture]:
    for caption in ("L'équipe au travail", "Le lieu", "Un détail de l'atelier")[: draft.random.randint(1, 3)]:
        yield draw_picture(random=draft.random, caption=typeset(caption))
