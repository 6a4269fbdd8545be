"""Published calls of the demonstration. Every buyer and number is invented."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from maillage.matching.rules.opportunities import Bulletin, NoticeKind, Opportunity, skills_of_cpv

# Title, buyer, CPV, départements, amount in euros (0 when unsaid), days left, text.
_CALLS = (
    ("Refonte du site internet de la communauté de communes", "Communauté de communes du Plateau", "72413000", ("69", "42"), 45_000, 11,
     "Conception, développement accessible et hébergement du site ; formation des agents."),
    ("Préparation et livraison de repas pour les accueils de loisirs", "Ville de Rive-Haute", "55500000", ("69",), 180_000, 19,
     "Repas en liaison froide, produits de saison et bio, livraison à vélo dans le centre. Clause sociale d'insertion."),
    ("Nettoyage des locaux communaux", "Commune de Saint-Essai", "90900000", ("42",), 60_000, 8,
     "Quatre bâtiments, produits écolabellisés."),
    ("Impression et distribution du bulletin municipal", "Ville de Beaumarchis", "79800000", ("38",), 15_000, 14,
     "Six numéros par an, papier recyclé."),
    ("Film de présentation du territoire", "Parc naturel des Crêtes", "92110000", ("26", "05"), 22_000, 23,
     "Un film de douze minutes, version en langue des signes."),
    ("Formation des agents à la coopération", "Syndicat mixte du Val", "80500000", ("33",), 0, 27,
     "Trois groupes de douze agents, sur deux ans."),
    ("Entretien des espaces verts du parc", "Ville de Fontclaire", "77310000", ("31", "11"), 35_000, 16,
     "Taille, tonte, désherbage sans produits. Marché réservé."),
    ("Identité visuelle et affiches de la saison culturelle", "Scène des Quais", "79822500", ("44",), 18_000, 12,
     "Charte, affiches, programme et déclinaisons."),
)  # fmt: skip


def demo_notices(*, now: datetime) -> Iterator[Opportunity]:
    """Give the notices: each call, then the correction of the first one."""
    calls = [_call(number, *said, now=now) for number, said in enumerate(_CALLS, start=1)]
    yield from calls
    yield Opportunity(
        key="boamp:26-800101", bulletin=Bulletin.BOAMP, kind=NoticeKind.CORRECTION, title=calls[0].title,
        buyer=calls[0].buyer, published=now - timedelta(days=1), deadline=now + timedelta(days=18),
        amends=(calls[0].key,),
    )  # fmt: skip


def _call(
    number: int, title: str, buyer: str, cpv: str, departments: tuple[str, ...], euros: int, days: int, text: str, *,
    now: datetime,
) -> Opportunity:  # fmt: skip
    return Opportunity(
        key=f"boamp:26-8000{number:02d}", bulletin=Bulletin.BOAMP, kind=NoticeKind.CALL, title=title, buyer=buyer,
        published=now - timedelta(days=6), deadline=now + timedelta(days=days), departments=departments, cpv=(cpv,),
        skills=skills_of_cpv((cpv,)), description=text, amount_cents=euros * 100 or None,
    )  # fmt: skip
