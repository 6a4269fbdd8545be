"""INSEE's legal categories that matter to a co-operative network, and the family that each suggests.

Source: INSEE, catégories juridiques, level III; law 2014-856, article 1.
"""

from maillage.accounts.types import Family

# code -> (French label, English label, suggested family or nothing)
LEGAL_FORMS: dict[str, tuple[str, str, Family | None]] = {
    "5458": ("SARL coopérative de production (Scop)", "Worker co-operative, limited company (Scop SARL)", Family.SCOP),
    "5558": (
        "SA coopérative de production à conseil d’administration (Scop)",
        "Worker co-operative, public company with a board (Scop SA)",
        Family.SCOP,
    ),
    "5658": (
        "SA coopérative de production à directoire (Scop)",
        "Worker co-operative, public company with a directorate (Scop SA)",
        Family.SCOP,
    ),
    "5460": (
        "Autre SARL coopérative (souvent une Scic)",
        "Other co-operative limited company (often a Scic)",
        Family.SCIC,
    ),
    "5560": (
        "Autre SA coopérative à conseil d’administration (souvent une Scic)",
        "Other co-operative public company with a board (often a Scic)",
        Family.SCIC,
    ),
    "5660": ("Autre SA coopérative à directoire", "Other co-operative public company with a directorate", Family.SCIC),
    "5710": ("SAS, société par actions simplifiée", "Simplified joint-stock company (SAS)", None),
    "5499": ("SARL, société à responsabilité limitée", "Limited company (SARL)", None),
    "5599": ("SA à conseil d’administration", "Public company with a board (SA)", None),
    "5699": ("SA à directoire", "Public company with a directorate (SA)", None),
    "5459": (
        "SARL union de sociétés coopératives",
        "Union of co-operatives, limited company",
        Family.OTHER_COOPERATIVE,
    ),
    "5559": ("SA union de sociétés coopératives", "Union of co-operatives, public company", Family.OTHER_COOPERATIVE),
    "5451": ("SARL coopérative de consommation", "Consumer co-operative, limited company", Family.CONSUMER_COOPERATIVE),
    "5551": ("SA coopérative de consommation", "Consumer co-operative, public company", Family.CONSUMER_COOPERATIVE),
    "6551": (
        "Société civile coopérative de consommation",
        "Consumer co-operative, civil company",
        Family.CONSUMER_COOPERATIVE,
    ),
    "5453": ("SARL coopérative artisanale", "Craft co-operative, limited company", Family.OTHER_COOPERATIVE),
    "5553": ("SA coopérative artisanale", "Craft co-operative, public company", Family.OTHER_COOPERATIVE),
    "5552": (
        "SA coopérative de commerçants-détaillants",
        "Retailers’ co-operative, public company",
        Family.OTHER_COOPERATIVE,
    ),
    "5454": ("SARL coopérative d’intérêt maritime", "Maritime co-operative, limited company", Family.OTHER_COOPERATIVE),
    "5455": ("SARL coopérative de transport", "Transport co-operative, limited company", Family.OTHER_COOPERATIVE),
    "5547": (
        "SA coopérative de production de HLM",
        "Social-housing co-operative, public company",
        Family.OTHER_COOPERATIVE,
    ),
    "6316": (
        "Coopérative d’utilisation de matériel agricole (Cuma)",
        "Farm-machinery co-operative (Cuma)",
        Family.FARM_COOPERATIVE,
    ),
    "6317": ("Société coopérative agricole", "Farm co-operative", Family.FARM_COOPERATIVE),
    "6318": ("Union de sociétés coopératives agricoles", "Union of farm co-operatives", Family.FARM_COOPERATIVE),
    "6560": ("Autre société civile coopérative", "Other co-operative civil company", Family.OTHER_COOPERATIVE),
    "5195": (
        "Association coopérative inscrite (Alsace-Moselle)",
        "Registered co-operative association (Alsace-Moselle)",
        Family.OTHER_COOPERATIVE,
    ),
    "6100": ("Caisse d’épargne", "Savings bank", Family.BANK_COOPERATIVE),
    "5192": ("Banque populaire", "People’s bank", Family.BANK_COOPERATIVE),
    "5194": ("Caisse de crédit mutuel", "Mutual credit bank", Family.BANK_COOPERATIVE),
    "9220": ("Association déclarée", "Declared association", Family.ASSOCIATION),
    "9221": (
        "Association déclarée d’insertion par l’économique",
        "Declared association for work integration",
        Family.ASSOCIATION,
    ),
    "9222": ("Association intermédiaire", "Intermediary association", Family.ASSOCIATION),
    "9223": ("Groupement d’employeurs", "Employers’ group", Family.ASSOCIATION),
    "9230": (
        "Association déclarée, reconnue d’utilité publique",
        "Association recognised as of public interest",
        Family.ASSOCIATION,
    ),
    "9260": (
        "Association de droit local (Alsace-Moselle)",
        "Association under local law (Alsace-Moselle)",
        Family.ASSOCIATION,
    ),
    "8210": ("Mutuelle", "Mutual society", Family.MUTUAL),
    "8250": ("Assurance mutuelle agricole", "Farm mutual insurance", Family.MUTUAL),
    "8290": ("Autre organisme mutualiste", "Other mutual body", Family.MUTUAL),
    "6411": ("Société d’assurance à forme mutuelle", "Mutual insurance company", Family.MUTUAL),
    "9300": ("Fondation", "Foundation", Family.FOUNDATION),
}


def family_suggested_by(legal_form_code: str) -> Family | None:
    """Give the family that a legal category suggests; a SAS or SARL says nothing, for a co-operative may be one."""
    return LEGAL_FORMS[legal_form_code][2] if legal_form_code in LEGAL_FORMS else None
