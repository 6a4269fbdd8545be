"""Who works, with what, for whom, and at what price."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoPerson:
    mailbox: str
    name: str
    telephone: str = ""
    vehicle: str = ""
    color: str = "#0F6B6B"


@dataclass(frozen=True, slots=True)
class DemoStore:
    """`rules`: the name of its prices; `package`: what it mostly sends; `weight_g`: how much that weighs, about."""

    name: str
    address: str
    latitude: float
    longitude: float
    rules: str
    package: str
    weight_g: int


NAME = "La Roue du Port"
# The first is the owner, the second dispatches.
DESK = (DemoPerson("nour", "Nour Haddad"), DemoPerson("maxime", "Maxime Orengo"))
COURIERS = (
    DemoPerson("lea", "Léa Vestri", "+33639980101", "Biporteur", "#B3302A"),
    DemoPerson("samir", "Samir Benaïssa", "+33639980102", "Vélo", "#0F6B6B"),
    DemoPerson("ines", "Inès Cottalorda", "+33639980103", "Biporteur", "#94650C"),
    DemoPerson("theo", "Théo Gastaldi", "+33639980104", "Vélo", "#5B3E8C"),
    DemoPerson("awa", "Awa Ndiaye", "+33639980105", "Vélo électrique", "#2F7A3E"),
    DemoPerson("paul", "Paul Imbert", "+33639980106", "Vélo avec remorque", "#A2336B"),
    DemoPerson("rosa", "Rosa Ferrero", "+33639980107", "Vélo", "#1F5FA8"),
    DemoPerson("malik", "Malik Cherifi", "+33639980108", "Biporteur", "#6B6B0F"),
    DemoPerson("jeanne", "Jeanne Raybaud", "+33639980109", "Vélo électrique", "#B35C2A"),
    DemoPerson("dario", "Dario Conti", "+33639980110", "Vélo", "#3C7A78"),
    DemoPerson("camille", "Camille Auda", "+33639980111", "Vélo électrique", "#7A2F5B"),
    DemoPerson("yanis", "Yanis Belkaïd", "+33639980112", "Vélo avec remorque", "#44525E"),
)
SHOPKEEPERS = (DemoPerson("violette", "Violette Marchisio"),)
VEHICLES = (
    ("Vélo", "bike", 18_000, 8, 100),
    ("Vélo électrique", "electric_bike", 25_000, 12, 118),
    ("Biporteur", "cargo_bike", 90_000, 45, 92),
    ("Vélo avec remorque", "trailer", 60_000, 30, 85),
)
# Where what is heavy sleeps.
WAREHOUSE = ("Local du port", "3 Quai Antoine Ier, 98000 Monaco", 43.7337, 7.4228)
SLEEPING = ("cargo_bike", "trailer")
ZONES = (
    ("Port et Rocher", [(7.4165, 43.7275), (7.4300, 43.7275), (7.4300, 43.7385), (7.4165, 43.7385)]),
    ("Fontvieille", [(7.4080, 43.7235), (7.4165, 43.7235), (7.4195, 43.7310), (7.4120, 43.7345), (7.4080, 43.7310)]),
    ("Monte-Carlo et Larvotto", [(7.4195, 43.7385), (7.4300, 43.7360), (7.4400, 43.7450), (7.4400, 43.7525), (7.4290, 43.7500)]),
)  # fmt: skip
SLOTS = (
    ("Dans la journée", "Mo-Sa 09:00-11:00,11:00-13:00,14:00-16:00,16:00-18:00,18:00-20:00", 3, 60),
    ("Matin, comptoirs", "Mo-Fr 07:30-09:30,09:30-12:00", 5, 720),
)
PACKAGES = ("Colis de la ville", (("Sac", "S", 1), ("Carton", "C", 3), ("Bac", "B", 6), ("Bouquet", "F", 2)))
RULE_SETS = (
    (
        "Tarif des commerces",
        "find",
        (
            ("Lourd", "weight > 30000", "1490"),
            ("Voisinage", 'in_zone(dropoff.address, "Port et Rocher") and distance < 1500', "450"),
            ("Ville", "distance < 2500", "590"),
            ("Grande ville", "distance < 5000", "790"),
            ("Au-delà", "distance >= 5000", "price_range(distance, 450, 2000, 2500)"),
        ),
    ),
    (
        "Tarif des comptoirs",
        "map",
        (
            ("Prise en charge", "distance > 0", "390"),
            ("Distance", "distance > 1000", "price_range(distance, 80, 500, 1000)"),
            ("Bacs", 'packages.quantity("Bac") > 0', 'price_per_package(packages, "Bac", 150, 0, 0)'),
            ("Lourd", "weight > 15000", "300"),
        ),
    ),
)
# Hours and a break, Monday to Friday; each courier is of one team, in turn.
TEAMS = (
    ("09:30", "18:30", "13:00", "14:30"),
    ("07:30", "14:30", "11:00", "11:30"),
    ("12:00", "19:30", "15:30", "16:00"),
)
TEAM_OF = (0, 0, 1, 2, 1, 2, 0, 1, 2, 0, 1, 2)
# An order that comes back, by the place of its store: name, rule, address, point, recipient, hours.
REGULAR = (
    0, "Bouquets du hall", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA", "12 Avenue d'Ostende, 98000 Monaco", 43.7392, 7.4258,
    "Hôtel Miramar, réception", "08:30", "10:00",
)  # fmt: skip
# Of a store: whose form stands on its site, and where; whose file of orders was read.
FORM_STORE, FORM_SITE = 0, "https://fleurs-condamine.example"
CODE_STORE = 2  # its recipients give a code at the door
FILE_STORE, FILE_NAME, FILE_ROWS = 4, "livraisons-librairie.csv", 6
_SHOP, _COUNTER = "Tarif des commerces", "Tarif des comptoirs"
# The first is nobody's yet, the second is the first courier's.
TOURS = ("Dernière boucle", "Fin de service")
STORES = (
    DemoStore("Fleurs de la Condamine", "7 Rue Grimaldi", 43.7360, 7.4205, _SHOP, "Bouquet", 1200),
    DemoStore("Épicerie du Canal", "2 Rue de Millo", 43.7353, 7.4202, _SHOP, "Sac", 4500),
    DemoStore("Pharmacie des Oliviers", "30 Boulevard Princesse Charlotte", 43.7417, 7.4247, _COUNTER, "Sac", 800),
    DemoStore("Boulangerie Tourtour", "12 Rue de la Turbie", 43.7366, 7.4194, _SHOP, "Sac", 2500),
    DemoStore("Librairie du Phare", "9 Rue Princesse Caroline", 43.7349, 7.4214, _SHOP, "Carton", 3800),
    DemoStore("Laboratoire Sainte-Dévote", "5 Rue Louis Notari", 43.7368, 7.4219, _COUNTER, "Bac", 3000),
    DemoStore("Cave Garibaldi", "18 Boulevard des Moulins", 43.7425, 7.4271, _SHOP, "Carton", 9000),
    DemoStore("Primeurs Roya", "3 Place d'Armes", 43.7342, 7.4196, _SHOP, "Bac", 8000),
    DemoStore("Fromagerie Vésubie", "15 Place d'Armes", 43.7340, 7.4192, _SHOP, "Sac", 2200),
    DemoStore("Torréfaction Palmyre", "11 Rue Suffren Reymond", 43.7355, 7.4209, _SHOP, "Sac", 1500),
    DemoStore("Traiteur Bagatelle", "24 Avenue de la Costa", 43.7399, 7.4243, _SHOP, "Bac", 6500),
    DemoStore("Papeterie Azur et Fils", "6 Avenue Saint-Michel", 43.7420, 7.4265, _SHOP, "Carton", 5000),
    DemoStore("Pressing du Larvotto", "27 Avenue Princesse Grace", 43.7454, 7.4317, _SHOP, "Sac", 3000),
    DemoStore("Optique Belvédère", "20 Boulevard d'Italie", 43.7449, 7.4296, _COUNTER, "Sac", 400),
    DemoStore("Cantine Mimosa", "8 Quai Antoine Ier", 43.7340, 7.4231, _SHOP, "Bac", 7000),
    DemoStore("Pâtisserie Calade", "4 Avenue de la Madone", 43.7413, 7.4278, _SHOP, "Carton", 2000),
    DemoStore("Herboristerie du Vallon", "14 Boulevard de Belgique", 43.7351, 7.4158, _SHOP, "Sac", 900),
    DemoStore("Vélos Castel", "10 Rue des Orchidées", 43.7431, 7.4268, _SHOP, "Carton", 12000),
    DemoStore("Galerie Passage Doré", "17 Galerie Charles III", 43.7404, 7.4280, _SHOP, "Carton", 3500),
    DemoStore("Prothèses Sardi", "3 Rue du Gabian", 43.7286, 7.4165, _COUNTER, "Sac", 700),
    DemoStore("Atelier Cordage", "9 Avenue Albert II", 43.7291, 7.4148, _SHOP, "Carton", 6000),
    DemoStore("Jardinerie Fontvieille", "22 Avenue des Papalins", 43.7278, 7.4170, _SHOP, "Bac", 11000),
    DemoStore("Poissonnerie Tramontane", "5 Quai Jean-Charles Rey", 43.7295, 7.4190, _SHOP, "Bac", 5500),
    DemoStore("Jouets Marelle", "33 Boulevard des Moulins", 43.7431, 7.4280, _SHOP, "Carton", 2800),
    DemoStore("Imprimerie du Rocher", "1 Rue de l'Industrie", 43.7303, 7.4154, _COUNTER, "Carton", 14000),
)  # fmt: skip
