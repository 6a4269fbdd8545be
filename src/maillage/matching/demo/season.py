"""The needs of the demonstration. Every buyer is invented; addresses end in `.example`."""

from dataclasses import dataclass

from maillage.matching.types import BriefKind, BriefState

_S, _K = BriefState, BriefKind


@dataclass(frozen=True, slots=True)
class DemoBrief:
    """A need. `age_days`: since it was told; `reached`: where it stands; `kept`: how many candidates were kept.

    `budget`: least and most in euros; `words`: what the buyer and the office wrote to each other, the office first.
    """

    title: str
    text: str
    skills: tuple[str, ...]
    place: str
    buyer: str
    organization: str
    age_days: int
    reached: BriefState
    kind: BriefKind = BriefKind.QUOTE
    radius_km: int | None = None
    budget: tuple[int, int] | None = None
    lots: tuple[str, ...] = ()
    kept: int = 0
    words: tuple[str, ...] = ()
    note: str = ""
    next_action: str = ""
    is_hidden: bool = False


SEASON: tuple[DemoBrief, ...] = (
    DemoBrief(
        "Goûter pour 120 enfants",
        "Nous cherchons qui prépare et livre un goûter pour 120 enfants, avec des produits de saison, et qui reprenne les "
        "contenants. Budget : 4 € par enfant. C'est à Vénissieux, un mercredi après-midi.",
        ("traiteur-collectif",),
        "commune:69259",
        "Sabine Roche",
        "Centre social du Plateau",
        0,
        _S.NEW,
        radius_km=30,
        budget=(400, 480),
    ),
    DemoBrief(
        "Refaire la toiture de la salle commune",
        "La toiture de notre salle commune (160 m²) fuit. Nous voudrions la refaire avec un isolant biosourcé et en profiter "
        "pour poser des panneaux solaires. Il nous faudrait une réponse commune : charpente, isolation, électricité. Travaux "
        "à l'été prochain, à Die.",
        ("charpente-couverture", "renovation-ecoconstruction", "installation-solaire"),
        "commune:26113",
        "Marc Aubry",
        "Hameau des Tilleuls",
        2,
        _S.QUALIFYING,
        radius_km=90,
        budget=(45_000, 70_000),
        lots=("Toiture", "Solaire"),
        words=(
            "Bonjour, la charpente est-elle à reprendre aussi ?",
            "Deux fermes sur cinq, d'après le maçon du village.",
        ),
        note="A un budget voté de 70 k€. Demander les photos de la charpente.",
        next_action="Rappeler après la visite",
    ),
    DemoBrief(
        "Guide de prévention en langue des signes",
        "Nous publions un guide de prévention de 24 pages et cherchons qui peut le traduire et le filmer en langue des signes "
        "française, d'ici la fin du trimestre. Nous sommes à Rennes, mais le tournage peut se faire ailleurs.",
        ("redaction-traduction", "audiovisuel"),
        "commune:35238",
        "Awa Diallo",
        "Maison de la santé publique",
        4,
        _S.SHORTLISTING,
        budget=(8_000, 12_000),
        kept=3,
        next_action="Présenter la présélection",
    ),
    DemoBrief(
        "Identité et site pour une épicerie coopérative",
        "Notre épicerie coopérative ouvre au printemps à Grenoble. Il nous faut un nom, un logo, un site simple avec les "
        "horaires et l'adhésion en ligne, et des affiches pour l'ouverture.",
        ("design-graphique", "web-editorial", "imprimerie"),
        "commune:38185",
        "Léo Marchand",
        "Les Amis du Marché",
        9,
        _S.CONTACTED,
        radius_km=120,
        budget=(9_000, 14_000),
        lots=("Graphisme et site", "Impression"),
        kept=4,
        words=("Bonjour, avez-vous déjà des textes pour le site ?", "Oui, une dizaine de pages, à relire."),
    ),
    DemoBrief(
        "Livraison de paniers en centre-ville",
        "Quarante paniers de légumes à livrer chaque jeudi soir dans le centre de Lyon, à vélo, de 17 h à 20 h. Nous "
        "aimerions commencer en janvier.",
        ("cyclologistique",),
        "commune:69123",
        "Inès Perrin",
        "Jardins du Val",
        12,
        _S.ANSWERING,
        radius_km=15,
        budget=(14_000, 18_000),
        kept=3,
        next_action="Relancer la deuxième structure",
    ),
    DemoBrief(
        "Entretien des espaces verts de cinq résidences",
        "Appel à propositions pour l'entretien annuel des espaces verts de cinq résidences (3,2 ha) autour de Carcassonne, "
        "avec une clause d'insertion de 20 % des heures.",
        ("espaces-verts",),
        "commune:11069",
        "Thomas Vidal",
        "Office de l'habitat des Remparts",
        24,
        _S.PROPOSED,
        kind=_K.TENDER,
        radius_km=60,
        budget=(60_000, 85_000),
        kept=4,
        note="La commission se réunit le deuxième mardi du mois.",
    ),
    DemoBrief(
        "Film de dix minutes pour les trente ans de l'association",
        "Un film de dix minutes, avec des portraits de bénévoles, à tourner à Lille en mars et à montrer en juin.",
        ("audiovisuel",),
        "commune:59350",
        "Hélène Lambert",
        "Un Toit pour chacun",
        40,
        _S.AWARDED,
        budget=(6_000, 9_000),
        kept=3,
    ),
    DemoBrief(
        "Déménagement de bureaux à vélo",
        "Douze postes de travail à déplacer de 900 mètres dans Nantes, un vendredi.",
        ("demenagement", "cyclologistique"),
        "commune:44109",
        "Paul Kerneis",
        "Atelier des Quais",
        55,
        _S.AWARDED,
        radius_km=20,
        budget=(1_500, 2_500),
        kept=2,
    ),
    DemoBrief(
        "Formation à la gouvernance partagée",
        "Deux jours de formation pour une équipe de quatorze salariés qui passe en coopérative. À Toulouse, entre février et "
        "avril.",
        ("gouvernance-facilitation", "formation-pro"),
        "commune:31555",
        "Nadia Fournier",
        "Menuiserie du Canal",
        6,
        _S.CONTACTED,
        budget=(3_000, 4_500),
        kept=3,
    ),
    DemoBrief(
        "Hébergement et migration d'un logiciel libre de gestion",
        "Nous cherchons un hébergeur qui reprenne notre instance, la mette à jour et développe deux rapports. Le lieu n'a pas "
        "d'importance.",
        ("hebergement-infogerance", "developpement"),
        "",
        "Camille Royer",
        "Fédération des ateliers vélo",
        15,
        _S.ANSWERING,
        budget=(10_000, 20_000),
        kept=3,
        is_hidden=True,
    ),
    DemoBrief(
        "Un partenaire menuisier pour un atelier partagé",
        "Nous répondons à un appel à projets pour un atelier partagé et nous manque la menuiserie : conception et pose de "
        "rangements. À Saint-Étienne.",
        ("menuiserie", "bois-ameublement"),
        "commune:42218",
        "Driss Haddad",
        "Encre commune",
        5,
        _S.SHORTLISTING,
        kind=_K.PARTNER,
        radius_km=80,
        kept=2,
    ),
    DemoBrief(
        "Audit énergétique de trois écoles",
        "Trois écoles primaires des années 1970 à Montpellier. Audit, scénarios de travaux, accompagnement jusqu'au vote.",
        ("conseil-energie", "architecture-moe"),
        "commune:34172",
        "Julien Mas",
        "Ville de Clairefontaine-les-Pins",
        19,
        _S.PROPOSED,
        kind=_K.TENDER,
        radius_km=100,
        budget=(25_000, 40_000),
        kept=4,
    ),
    DemoBrief(
        "Nettoyage d'un tiers-lieu, trois fois par semaine",
        "650 m², trois passages par semaine, produits écologiques. Nous tenons à des contrats stables pour les salariés.",
        ("nettoyage-locaux",),
        "commune:33063",
        "Marion Lafitte",
        "La Cale",
        3,
        _S.NEW,
        radius_km=25,
        budget=(14_000, 17_000),
    ),
    DemoBrief(
        "Animation d'une assemblée générale de 200 personnes",
        "Une journée d'assemblée générale à animer à Strasbourg, avec des votes et des ateliers. Interprétation en allemand "
        "souhaitée.",
        ("evenementiel", "gouvernance-facilitation"),
        "commune:67482",
        "Claire Muller",
        "Réseau des jardins du Rhin",
        33,
        _S.NOT_AWARDED,
        budget=(4_000, 6_000),
        kept=2,
    ),
    DemoBrief(
        "Compostage de quartier : composteurs et formation",
        "Six composteurs collectifs à fabriquer et à poser, et une formation de référents de site. À Rouen.",
        ("biodechets", "menuiserie"),
        "commune:76540",
        "Yann Petit",
        "Quartier libre",
        28,
        _S.AWARDED,
        radius_km=70,
        budget=(7_000, 11_000),
        kept=3,
    ),
    DemoBrief(
        "Comptabilité et paie d'une jeune Scic",
        "Neuf salariés, deux activités, tenue et paie à partir de janvier. Nous voudrions quelqu'un qui connaisse les Scic, "
        "près de Clermont-Ferrand ou à distance.",
        ("comptabilite",),
        "commune:63113",
        "Élodie Bonnet",
        "La Fabrique des Monts",
        8,
        _S.CONTACTED,
        budget=(6_000, 8_000),
        kept=3,
    ),
    DemoBrief(
        "Reportage photographique dans six coopératives",
        "Des portraits au travail dans six coopératives de Bretagne, pour une exposition itinérante.",
        ("photographie",),
        "region:53",
        "Maël Le Goff",
        "Union des coopératives de l'Ouest",
        47,
        _S.AWARDED,
        budget=(5_000, 7_000),
        kept=3,
    ),
    DemoBrief(
        "Restauration d'un festival de 3 000 personnes",
        "Trois jours, 3 000 repas, produits locaux, vaisselle réutilisable. Près d'Angers, début juillet.",
        ("restauration", "traiteur-collectif"),
        "commune:49007",
        "Lucie Perrot",
        "Festival des Deux Rives",
        14,
        _S.QUALIFYING,
        radius_km=60,
        budget=(25_000, 36_000),
        words=("Bonjour, combien de points de vente prévoyez-vous ?",),
        next_action="Attendre le plan du site",
    ),
    DemoBrief(
        "Réemploi du mobilier de bureau d'un siège",
        "Nous vidons deux étages à Marseille : environ 140 bureaux et 200 chaises à trier, reprendre et revendre localement.",
        ("reemploi", "collecte-dechets"),
        "commune:13055",
        "Sonia Amrani",
        "Mutuelle du Port",
        17,
        _S.ANSWERING,
        radius_km=40,
        kept=3,
    ),
    DemoBrief(
        "Crèche : repas du midi pour 40 enfants",
        "Nous cherchons une cuisine qui livre 40 repas par jour, bio à 60 %, à partir de septembre. À Tours.",
        ("traiteur-collectif",),
        "commune:37261",
        "Aurélie Simon",
        "Les Petits Pas",
        62,
        _S.WITHDRAWN,
        radius_km=30,
        budget=(60_000, 75_000),
    ),
    DemoBrief(
        "Centrale solaire citoyenne : étude et maîtrise d'œuvre",
        "Cent vingt habitants veulent couvrir le toit du gymnase de Valence. Étude, maîtrise d'œuvre, montage juridique.",
        ("installation-solaire", "juridique", "communautes-energetiques"),
        "commune:26362",
        "Bernard Chastel",
        "Soleil en commun",
        11,
        _S.SHORTLISTING,
        radius_km=120,
        budget=(12_000, 20_000),
        lots=("Étude et maîtrise d'œuvre", "Montage juridique"),
        kept=2,
    ),
    DemoBrief(
        "Idée : un documentaire sur la reprise d'entreprise",
        "Nous avons filmé une reprise en Scop et cherchons deux partenaires pour en faire un documentaire : montage, musique, "
        "diffusion.",
        ("audiovisuel", "musique", "cinema"),
        "",
        "Farid Cherif",
        "Le Grand Angle",
        21,
        _S.QUALIFYING,
        kind=_K.COPRODUCTION,
    ),
    DemoBrief(
        "Sécurité informatique d'un réseau de crèches",
        "Audit de sécurité et formation des équipes pour neuf crèches associatives. À distance, une visite par site.",
        ("cybersecurite",),
        "",
        "Sophie Garnier",
        "Pouce et compagnie",
        1,
        _S.NEW,
        budget=(6_000, 9_000),
    ),
    DemoBrief(
        "Savoir qui fait du bois-énergie dans les Vosges",
        "Avant un appel d'offres, nous voulons connaître les structures qui livrent des plaquettes et entretiennent des "
        "chaufferies autour d'Épinal.",
        ("chaleur-bois", "exploitation-maintenance"),
        "commune:88160",
        "Denis Claude",
        "Syndicat des Hautes Vallées",
        7,
        _S.SHORTLISTING,
        kind=_K.SOURCING,
        radius_km=80,
        kept=2,
    ),
)
