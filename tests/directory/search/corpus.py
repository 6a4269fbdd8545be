"""A small hand-made directory: accents, synonyms, references, namesakes, several towns, one without a point."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.text import slugify

from maillage import geodata
from maillage.accounts.models import Affiliation, Organization
from maillage.directory.models import (
    Establishment,
    Label,
    OrganizationLabel,
    OrganizationSkill,
    Profile,
    Reference,
    ReferencePartner,
    Sector,
    Skill,
)
from maillage.directory.search.index import index_organizations
from maillage.directory.taxonomy_file import packaged_taxonomy

PARIS, PARIS_11, LYON, LYON_7, MARSEILLE, TOULOUSE, LABEGE, LILLE, GRENOBLE, NANTES, RENNES, PRIVAS = (
    "75056", "75111", "69123", "69387", "13055", "31555", "31254", "59350", "38185", "44109", "35238", "07186",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    name: str
    commune: str
    skills: tuple[str, ...]
    family: str = "scop"
    pitch: str = ""
    description: str = ""
    references: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    headcount: str = ""
    completeness: int = 40
    is_claimed: bool = False
    is_affiliated: bool = False
    is_listed: bool = True

    @property
    def slug(self) -> str:
        return slugify(self.name)


ENTRIES = (
    Entry("L’Encre Verte", TOULOUSE, ("imprimerie",), pitch="Imprimerie écologique : encres végétales et papier recyclé",
          labels=("imprim-vert",), headcount="11", completeness=80, is_claimed=True, is_affiliated=True),
    Entry("Reprint Occitan", LABEGE, ("imprimerie", "signaletique"), pitch="Impression offset",
          description="Nous tirons brochures et affiches avec une démarche **écologique** certifiée.", headcount="12"),
    Entry("Typo Capitole", TOULOUSE, ("imprimerie",), pitch="Imprimeur de quartier depuis 1998", headcount="03"),
    Entry("Les Presses du Rhône", LYON, ("imprimerie", "presse-edition"), family="scic",
          pitch="Imprimerie écologique et édition", labels=("imprim-vert",), headcount="21"),
    Entry("Atelier Graphique Canut", LYON_7, ("design-graphique", "imprimerie"), pitch="Affiches et identités visuelles"),
    Entry("Charpentes du Vercors", GRENOBLE, ("charpente-couverture", "menuiserie"), headcount="12",
          pitch="Ossature bois et charpente traditionnelle", references=("Halle du marché de Vif en bois local",)),
    Entry("Menuiserie des Alpes", GRENOBLE, ("menuiserie",), pitch="Fenêtres et escaliers sur mesure", is_affiliated=True),
    Entry("La Bobine", GRENOBLE, ("lieux-culturels", "restauration"), family="association",
          pitch="Salle de concert, café et répétitions", completeness=90, is_claimed=True),
    Entry("La Bobine", LILLE, ("textile-cuir",), family="association", pitch="Atelier de couture et de réemploi textile"),
    Entry("Énergie Partagée Bretonne", RENNES, ("production-renouvelable", "communautes-energetiques"), family="scic",
          pitch="Parcs éoliens citoyens", references=("Parc éolien citoyen de Béganne",)),
    Entry("Solaire Nantais", NANTES, ("installation-solaire",), pitch="Panneaux photovoltaïques sur toitures",
          references=("Toiture solaire de l’école Aimé-Césaire", "Ombrières du lycée"), is_claimed=True),
    Entry("Coursiers de la Garonne", TOULOUSE, ("cyclologistique",), pitch="Livraison à vélo dans toute la ville",
          headcount="02", is_affiliated=True),
    Entry("Coursier·es de Lille", LILLE, ("cyclologistique",), family="association", pitch="Courses et livraisons à vélo"),
    Entry("Le Fournil Levain", TOULOUSE, ("boulangerie",), pitch="Pain au levain, farines bio", headcount="02"),
    Entry("Boulange Solidaire", MARSEILLE, ("boulangerie", "insertion-emploi"), family="association",
          pitch="Boulangerie d’insertion", headcount="12"),
    Entry("Numérique Libre", PARIS_11, ("developpement", "hebergement-infogerance"), headcount="11", completeness=95,
          pitch="Logiciels libres pour l’économie sociale", is_claimed=True, is_affiliated=True,
          references=("Site de la fédération des librairies",)),
    Entry("Codeurs en Scop", LYON, ("developpement",), pitch="Sites et applications web accessibles", headcount="11"),
    Entry("Œuvre & Sœurs", PARIS, ("arts-visuels",), family="association", pitch="Collectif d’artistes"),
    Entry("Nettoyage Propre", MARSEILLE, ("nettoyage-locaux",), pitch="Entretien de bureaux avec des produits écologiques"),
    Entry("Recycl’Emploi", LILLE, ("recyclage", "reemploi", "insertion-emploi"), family="esus",
          pitch="Collecte et valorisation du papier de bureau", headcount="22"),
    Entry("Ressourcerie du Faubourg", PARIS_11, ("reemploi",), family="association", pitch="Objets de seconde main"),
    Entry("Paysagistes Associés", NANTES, ("espaces-verts", "genie-ecologique"), pitch="Jardins et plantations"),
    Entry("Mutuelle du Grand Ouest", RENNES, ("sante-prevoyance",), family="mutuelle", headcount="32"),
    Entry("Banque Éthique du Nord", LILLE, ("banque-cooperative",), family="cooperative-bancaire", headcount="41"),
    Entry("Architectes du Commun", MARSEILLE, ("architecture-moe", "renovation-ecoconstruction"),
          pitch="Architecture écologique et bois", references=("École maternelle en paille de Forcalquier",)),
    Entry("Compagnie du Phare", NANTES, ("spectacle-vivant",), family="association", pitch="Théâtre de rue"),
    Entry("Librairie du Passage", RENNES, ("livre-librairie",), family="scop", pitch="Librairie indépendante et salon de thé"),
    Entry("Épicerie des Voisins", PRIVAS, ("epicerie",), family="cooperative-consommateurs", pitch="Vrac et producteurs"),
    Entry("Traduire Ensemble", PARIS, ("redaction-traduction",), pitch="Traductions techniques, dont imprimerie et emballage"),
    Entry("Formation Avenir", LYON, ("formation-pro",), family="scop", pitch="Apprendre un métier du bâtiment"),
    Entry("Sans Adresse", "", ("strategie",), pitch="Conseil à distance en transition écologique"),
    Entry("La Cachée", TOULOUSE, ("imprimerie",), pitch="Imprimerie écologique clandestine", is_listed=False),
)  # fmt: skip


def load_taxonomy() -> None:
    taxonomy = packaged_taxonomy()
    sectors = {
        entry.slug: Sector(slug=entry.slug, name_fr=entry.name_fr, name_en=entry.name_en, position=entry.position)
        for entry in taxonomy.sectors
    }
    Sector.objects.bulk_create(sectors.values())
    Skill.objects.bulk_create(
        Skill(
            slug=entry.slug,
            sector=sectors[entry.sector_slug],
            name_fr=entry.name_fr,
            name_en=entry.name_en,
            synonyms_fr=list(entry.synonyms_fr),
            synonyms_en=list(entry.synonyms_en),
            position=place,
        )
        for place, entry in enumerate(taxonomy.skills)
    )
    Label.objects.get_or_create(slug="imprim-vert", defaults={"name_fr": "Imprim’Vert", "name_en": "Imprim’Vert"})


def load(entries: tuple[Entry, ...] = ENTRIES, *, is_indexed: bool = True) -> dict[str, UUID]:
    """Write the entries and index them; gives ids by `name@commune`."""
    skills = {skill.slug: skill for skill in Skill.objects.all()}
    first_day = datetime(2026, 1, 1, tzinfo=UTC)
    ids: dict[str, UUID] = {}
    for number, entry in enumerate(entries):
        taken = Organization.objects.filter(slug=entry.slug).exists()
        row = Organization.objects.create(
            name=entry.name, slug=f"{entry.slug}-{number}" if taken else entry.slug, family=entry.family
        )
        day = first_day + timedelta(days=number // 2)  # two a day: the order by day has ties
        Profile.objects.create(
            organization=row,
            listing="listed" if entry.is_listed else "draft",
            pitch=entry.pitch,
            description=entry.description,
            headcount_band=entry.headcount,
            completeness=entry.completeness,
            claimed_at=day if entry.is_claimed else None,
            listed_at=day,
        )
        _add_facts(row, entry, skills, day)
        ids[f"{entry.name}@{entry.commune}"] = row.pk
    if is_indexed:
        index_organizations(list(ids.values()))
    return ids


def _add_facts(row: Organization, entry: Entry, skills: dict[str, Skill], day: datetime) -> None:
    commune = geodata.commune(code=entry.commune) if entry.commune else None
    if commune is not None:
        shift = int(row.pk.int % 97) / 10_000  # neighbours of one town are not at one point
        Establishment.objects.create(
            organization=row,
            is_head_office=True,
            commune_code=commune.code,
            commune_name=commune.name,
            department_code=commune.department_code,
            region_code=commune.region_code,
            longitude=commune.point.longitude + shift,
            latitude=commune.point.latitude - shift / 2,
        )
    for place, slug in enumerate(entry.skills):
        OrganizationSkill.objects.create(organization=row, skill=skills[slug], is_main=place == 0, source="staff")
    for place, title in enumerate(entry.references):
        reference = Reference.objects.create(organization=row, title=title, position=place)
        ReferencePartner.objects.create(organization=row, reference=reference, name="Mairie")
    for slug in entry.labels:
        OrganizationLabel.objects.create(organization=row, label=Label.objects.get(slug=slug), source="staff")
    if entry.is_affiliated:
        Affiliation.objects.create(organization=row, state="affiliated", requested_at=day)
