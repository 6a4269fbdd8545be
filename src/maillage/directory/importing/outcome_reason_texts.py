"""The sentences of what becomes of a row that was read well: French first, then English."""

from __future__ import annotations

OUTCOME_SENTENCES: dict[str, tuple[str, str]] = {
    "row.closed": (
        "« {value} » est fermée d'après le fichier et n'est pas dans l'annuaire : rien à créer.",
        "“{value}” is closed according to the file and is not in the directory: nothing to create.",
    ),
    "row.unknown_unit": (
        "Établissement {value} sans nom, d'une entreprise absente de l'annuaire : importez d'abord le fichier des unités "
        "légales (StockUniteLegale), puis celui-ci.",
        "Establishment {value} has no name and its enterprise is not in the directory: import the file of legal units "
        "(StockUniteLegale) first, then this one.",
    ),
    "row.not_social_economy": (
        "D'après l'INSEE, « {value} » n'est pas de l'économie sociale et solidaire : laissée de côté. Pour la référencer "
        "quand même, créez sa fiche ou importez-la dans un fichier du réseau.",
        "According to INSEE, “{value}” is not part of the social and solidarity economy: left out. To list it all the same, "
        "create its page or import it in a file of the network.",
    ),
    "row.refused_by_database": (
        "La base de données refuse cette ligne ({value}) : corrigez la valeur en cause.",
        "The database refuses this row ({value}): correct the value at fault.",
    ),
    "commune.unknown_code": (
        "« {value} » n'est pas un code de commune connu : vérifiez le code INSEE.",
        "“{value}” is not the code of a known commune: check the INSEE code.",
    ),
    "commune.bad_point": (
        "Le point donné pour la commune {value} n'est pas chez elle : latitude et longitude sont peut-être inversées.",
        "The point given for commune {value} is not there: latitude and longitude may be swapped.",
    ),
}
