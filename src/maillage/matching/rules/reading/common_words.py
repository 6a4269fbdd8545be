"""Words of the taxonomy that say little by themselves: they need company to mean a skill."""

from maillage.matching.rules.reading.words import folded, stem

_WORDS = """
accueil accessibilité accompagnement adhésif agence alternance animation apprenti architecture artisan artisans artiste
assemblage assistance atelier audit bar bilan bio boutique brasserie bureau bureaux campagne camion car carte cartons
chaise change chargeur charte chat chien cheval chercheur chômage club coach collecte collège commerçants communs
compagnie compte concertation construction consultant contrat conflit conservation cours courses crédit création danse
décor décoration déjeuner dépendance dépose design diagnostic diffusion distribution eau école économiste édition
emballage emploi énergie enquête enseigne entreprise équipement équitable études évaluation facturation facility
ferme festival feuille fonds forage formation foyer friche fruits garantie gardien gestion guide impact inclusion
indépendant influence infrastructures insertion installation internet inventaire investir investisseur jardin jeunes
jeunesse jeux journal jus label livre livres local location logement logistique loisirs lycée magasin magazine
maintenance marque matériel mare mécanique médiation médias médical mobile mobilier monument moule mur mutuelle
négoce opérateur organisation outil palette panne papier partage parts patrimoine pause personnes peinture pierre
plaque plaquette plans plastique plateforme plein pneus poisson porte portage positionnement prêt prévention produits
production projet publicité questionnaire radio recherche récupération régie remplacement réseau réseaux restauration
revue rivière salle salon santé sécurité séjour seniors service services signature soins sol sols solaire
son lumière statuts stand stage stock stratégie studio suivi supervision surveillance système table taxi
technicien textile théâtre tirage transport travaux université urgences valorisation vente verre visite voile voirie
volet vrac voyages climat artisanat commerce industrie communication habitat gaz électricité numérique banque aînés
community food house shop service services support office organisation training work local project business club guide
equipment school student mobile network media energy health team plan survey impact architecture label station table
wood glass chef cook bar venue festival data software project security cleaning magazine book craft boutique
restaurant lunch library monitoring trainer technician impact holiday fund equity change researcher research maker
sécurité document documents environnement bâtiment jeune repas réunion réunions parquet carton tissu enduit câblage
hébergement aide matériaux métal mesure prise objet objets programme courrier réparer réparation numérisation dépannage
enregistrer laver assurer pièces garden conserves imprimante terre lait fer court
""".split()

COMMON_STEMS = frozenset(stem(folded(word)) for word in _WORDS)
