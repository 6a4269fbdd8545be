"""The common work of the demonstration: fifteen projects over two years, in every state. Every client is invented."""

from dataclasses import dataclass

from maillage.matching.types import CoproductionState

_S = CoproductionState


@dataclass(frozen=True, slots=True)
class DemoPart:
    """What one partner does. `skill`: the trade by which it is found near the place; `weight`: of the budget."""

    skill: str
    role: str
    weight: int
    delivers: str
    days_late: int = 0


@dataclass(frozen=True, slots=True)
class DemoWork:
    """A project. `age_days`: since it was opened; `days`: how long it was planned to take; `place`: code of the gazetteer.

    `hosts`: the organizations of the demonstration's two members lead it together. `marks`: what partners give one another;
    `awarded`: the title of an awarded need that it answers, whose buyer then reviews with `quote`.
    """

    title: str
    description: str
    place: str
    parts: tuple[DemoPart, ...]
    reached: CoproductionState
    age_days: int
    days: int
    budget: int
    client: str = ""
    steps: tuple[str, ...] = ("Préparation", "Réalisation", "Remise")
    decision: str = ""
    marks: int = 4
    awarded: str = ""
    quote: str = ""
    is_published: bool = False
    is_hosted: bool = False
    reason: str = ""


WORKS: tuple[DemoWork, ...] = (
    DemoWork(
        "Gens d’ici, un documentaire en cinq portraits",
        "Cinq personnes qui tiennent un territoire debout, filmées pendant une saison. Le film sera montré dans les salles, les "
        "écoles et les assemblées de coopératives.",
        "commune:69259",
        (
            DemoPart("audiovisuel", "Réalisation et montage", 3, "Film de cinquante-deux minutes"),
            DemoPart("musique", "Musique originale", 1, "Musique enregistrée"),
        ),
        _S.RUNNING, 75, 180, 24_000, is_hosted=True,
        steps=("Repérages et accords", "Tournage", "Montage", "Étalonnage et mixage", "Projections"),
        decision="Le film est diffusé sous licence Creative Commons BY-SA un an après la première projection.",
    ),
    DemoWork(
        "Marché d’hiver des coopératives",
        "Un marché de deux jours sous la halle : producteurs, artisans, repas partagé et ateliers de réparation.",
        "commune:69259",
        (
            DemoPart("evenementiel", "Coordination et accueil", 2, "Plan d’implantation"),
            DemoPart("traiteur-collectif", "Repas partagé", 2, "Menus et commandes"),
        ),
        _S.PLANNED, 12, 40, 9_800, is_hosted=True,
        steps=("Appel aux exposants", "Communication", "Montage et marché"),
    ),
    DemoWork(
        "Guide des achats responsables du territoire",
        "Un guide de soixante pages pour les mairies et les associations, avec des fiches par métier.",
        "commune:69123",
        (
            DemoPart("redaction-traduction", "Enquête et textes", 3, "Textes relus"),
            DemoPart("design-graphique", "Maquette et illustrations", 2, "Maquette"),
            DemoPart("imprimerie", "Impression", 2, "Mille exemplaires", days_late=6),
        ),
        _S.DELIVERED, 150, 120, 18_600, "Communauté de communes des Deux Rives", is_hosted=True,
        decision="Papier recyclé et encres végétales, même si le délai s’allonge d’une semaine.",
    ),
    DemoWork(
        "", "", "commune:59350",
        (
            DemoPart("audiovisuel", "Film et montage", 4, "Film de dix minutes"),
            DemoPart("redaction-traduction", "Entretiens et sous-titres", 1, "Sous-titres"),
        ),
        _S.REVIEWED, 240, 110, 8_400, awarded="Film de dix minutes pour les trente ans de l'association", marks=5,
        quote="Ils ont su mettre les bénévoles à l’aise ; le film nous ressemble.", is_published=True,
    ),
    DemoWork(
        "", "", "commune:44109",
        (
            DemoPart("cyclologistique", "Transport à vélo", 3, "Déménagement fait"),
            DemoPart("demenagement", "Emballage et manutention", 1, "Postes remontés"),
        ),
        _S.REVIEWED, 320, 30, 2_350, awarded="Déménagement de bureaux à vélo", marks=5,
        quote="Tout était en place le vendredi soir, sans un camion.", is_published=True,
        steps=("Visite et inventaire", "Emballage", "Transport"),
    ),
    DemoWork(
        "", "", "commune:76540",
        (
            DemoPart("menuiserie", "Fabrication des bacs", 2, "Six composteurs posés"),
            DemoPart("biodechets", "Formation des référents", 1, "Livret et formation", days_late=3),
        ),
        _S.DELIVERED, 130, 100, 7_900, awarded="Compostage de quartier : composteurs et formation",
    ),
    DemoWork(
        "", "", "commune:35238",
        (
            DemoPart("photographie", "Prises de vue", 3, "Soixante photographies"),
            DemoPart("imprimerie", "Tirages et cadres", 2, "Exposition prête"),
        ),
        _S.RUNNING, 60, 120, 11_200, awarded="Reportage photographique dans six coopératives",
        steps=("Rendez-vous et autorisations", "Prises de vue", "Choix et légendes", "Tirages"),
    ),
    DemoWork(
        "Toit solaire de l’école des Tilleuls",
        "Réfection de la couverture et pose de soixante modules, avec une visite de chantier pour les élèves.",
        "commune:26113",
        (
            DemoPart("charpente-couverture", "Couverture", 5, "Couverture réceptionnée"),
            DemoPart("installation-solaire", "Modules et raccordement", 4, "Mise en service", days_late=9),
            DemoPart("communautes-energetiques", "Montage citoyen", 1, "Convention d’autoconsommation"),
        ),
        _S.REVIEWED, 560, 210, 74_500, "Commune des Tilleuls", is_published=True,
        steps=("Études", "Couverture", "Pose des modules", "Raccordement", "Visite des élèves"),
    ),
    DemoWork(
        "Cantine relais pour trois communes",
        "Deux cents repas par jour, produits à moins de quarante kilomètres, livrés en bacs repris.",
        "commune:38185",
        (
            DemoPart("restauration", "Cuisine", 5, "Menus du trimestre"),
            DemoPart("gros-circuits-courts", "Approvisionnement", 3, "Contrats avec les fermes"),
            DemoPart("cyclologistique", "Livraison", 1, "Tournées"),
        ),
        _S.RUNNING, 200, 365, 132_000, "Syndicat scolaire du Vallon",
        steps=("Équipement", "Premiers repas", "Bilan de l’hiver", "Extension à la troisième commune"),
        decision="Un repas sans viande par jour dès janvier ; le prix par enfant ne change pas.",
    ),
    DemoWork(
        "Plateforme libre de prêt d’outils",
        "Un logiciel libre pour que les outilthèques du réseau prêtent et réservent, hébergé en commun.",
        "commune:67482",
        (
            DemoPart("developpement", "Développement", 4, "Version publiée"),
            DemoPart("hebergement-infogerance", "Hébergement", 1, "Service ouvert"),
            DemoPart("mediation-numerique", "Prise en main", 1, "Ateliers et guide"),
        ),
        _S.CLOSED, 420, 240, 38_000, steps=("Maquettes", "Première version", "Essais avec quatre lieux", "Ouverture"),
    ),
    DemoWork(
        "Rénovation d’un tiers-lieu en matériaux de réemploi",
        "Trois salles et un atelier, avec des portes, des sols et du mobilier déposés à moins de trente kilomètres.",
        "commune:33063",
        (
            DemoPart("architecture-moe", "Conception", 2, "Plans et carnet de réemploi"),
            DemoPart("menuiserie", "Menuiserie", 4, "Salles livrées", days_late=12),
            DemoPart("reemploi", "Collecte des matériaux", 2, "Lots de matériaux"),
        ),
        _S.REVIEWED, 640, 260, 96_000, "La Remise", marks=4, is_published=True,
        steps=("Diagnostic", "Collecte", "Chantier", "Ouverture"),
    ),
    DemoWork(
        "Formation croisée aux premiers secours en santé mentale",
        "Six journées pour les équipes de douze structures, avec un temps d’échange entre pairs.",
        "commune:31555",
        (
            DemoPart("formation-pro", "Animation", 3, "Six journées"),
            DemoPart("gouvernance-facilitation", "Échanges entre pairs", 1, "Relevé des échanges"),
        ),
        _S.PLANNED, 5, 150, 14_400, steps=("Inscriptions", "Première série", "Deuxième série"),
    ),
    DemoWork(
        "Ligne de vêtements de travail réparables",
        "Une veste et un pantalon conçus pour être réparés, cousus en petite série.",
        "commune:59512",
        (
            DemoPart("textile-cuir", "Patronage et couture", 4, "Prototype"),
            DemoPart("design-graphique", "Identité", 1, "Étiquettes"),
        ),
        _S.ABANDONED, 380, 200, 27_000, steps=("Prototype", "Essais", "Petite série"),
        reason="Le fournisseur de toile a fermé ; nous reprendrons quand un autre sera trouvé.",
    ),
    DemoWork(
        "Carte des jardins partagés et de leurs besoins",
        "Une enquête, une carte imprimée et une carte en ligne pour relier les jardins et ceux qui ont des outils.",
        "commune:34172",
        (
            DemoPart("etudes-evaluation", "Enquête", 2, "Données vérifiées"),
            DemoPart("donnees", "Carte en ligne", 2, "Carte publiée"),
            DemoPart("imprimerie", "Impression", 1, "Cinq cents cartes"),
        ),
        _S.REVIEWED, 500, 150, 12_300, "Réseau des jardins du Clapas", marks=3,
    ),
    DemoWork(
        "Vélos-cargos en partage pour les associations",
        "Douze vélos à emprunter, un planning commun et un atelier d’entretien mensuel.",
        "commune:35238",
        (
            DemoPart("velo", "Vélos et entretien", 3, "Douze vélos prêts"),
            DemoPart("autopartage", "Réservation et assurance", 2, "Service ouvert"),
        ),
        _S.CLOSED, 700, 180, 41_500, "Maison des associations", marks=4,
        steps=("Achats", "Essais", "Ouverture"),
    ),
)  # fmt: skip
