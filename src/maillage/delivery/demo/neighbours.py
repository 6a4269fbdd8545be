"""A second fictional courier co-operative, next door, and what the two ride for one another. Pure data."""

from maillage.delivery.demo.house import DemoPerson

NAME = "Les Pignons de la Moyenne Corniche"
PITCH = "Livraison à vélo à Beausoleil et à Monte-Carlo : côtes comprises."
OWNER = DemoPerson("gina", "Gina Bellini")
COURIERS = (
    DemoPerson("enzo", "Enzo Tardieu", "+33639980121", "Vélo électrique", "#0F6B6B"),
    DemoPerson("mila", "Mila Roubaud", "+33639980122", "Biporteur", "#B3302A"),
)
VEHICLES = (("Vélo électrique", "electric_bike", 25_000, 12, 118), ("Biporteur", "cargo_bike", 90_000, 45, 92))
CENTRE = (7.4238, 43.7455)
ZONES = (
    ("Beausoleil", [(7.4100, 43.7385), (7.4195, 43.7385), (7.4290, 43.7500), (7.4330, 43.7560), (7.4150, 43.7540)]),
    ("Monte-Carlo", [(7.4195, 43.7385), (7.4300, 43.7360), (7.4400, 43.7450), (7.4400, 43.7525), (7.4290, 43.7500)]),
)  # fmt: skip

# Address, point, recipient, telephone; the store of La Roue du Port that orders, by its place in `STORES`.
BEYOND = (
    (2, "18 Boulevard du Général Leclerc, 06240 Beausoleil", 43.7462, 7.4221, "Odile Ferrara", "+33639980931"),
    (6, "4 Avenue Paul Doumer, 06240 Beausoleil", 43.7471, 7.4243, "Marius Delfino", "+33639980932"),
    (2, "27 Rue des Martyrs de la Résistance, 06240 Beausoleil", 43.7456, 7.4209, "Lucette Graglia", "+33639980933"),
)  # fmt: skip
KEPT_BASIS_POINTS = 1_500
MESSAGE = "Un client fidèle de la pharmacie : la côte est pour vous, la commission est petite."

# Days behind, ridden so that a month can be told: how many, and over how many days.
PAST_DELIVERIES, PAST_DAYS = 30, 58
