"""An icon for each sector of the taxonomy that comes with the platform. Pure Python."""

SECTOR_ICONS = {
    "communication": "speakerphone",
    "numerique": "device-laptop",
    "batiment": "hammer",
    "energie": "solar-panel",
    "mobilite-logistique": "bike",
    "culture": "music",
    "alimentation-agriculture": "bread",
    "formation-insertion": "school",
    "conseil-gestion": "presentation",
    "soin-services-personne": "heart-handshake",
    "industrie-artisanat": "tools",
    "environnement-circulaire": "recycle",
    "proprete-securite": "shield-check",
    "finance-assurance-habitat": "pig-money",
    "commerce-tourisme": "shopping-bag",
}
# For a sector that an administrator has added.
OTHER_ICON = "category"


def icon_of_sector(*, slug: str) -> str:
    return SECTOR_ICONS.get(slug, OTHER_ICON)
