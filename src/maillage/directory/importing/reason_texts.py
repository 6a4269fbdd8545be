"""The sentences of `reasons`: French first, then English."""

from __future__ import annotations

FIELD_NAMES: dict[str, tuple[str, str]] = {
    "siren": ("SIREN", "SIREN"),
    "siret": ("SIRET", "SIRET"),
    "association_number": ("numéro RNA", "RNA number"),
    "postal_code": ("code postal", "postal code"),
    "commune_code": ("code INSEE de la commune", "INSEE commune code"),
    "department": ("département", "département"),
    "country": ("pays", "country"),
    "naf": ("code NAF", "NAF code"),
    "headcount": ("effectif", "headcount"),
    "headcount_band": ("tranche d'effectif", "headcount band"),
    "legal_form": ("forme juridique", "legal form"),
    "date": ("date", "date"),
    "boolean": ("oui/non", "yes/no"),
    "point": ("coordonnées", "coordinates"),
    "phone": ("téléphone", "telephone"),
    "email": ("adresse e-mail", "e-mail address"),
    "website": ("site web", "website"),
    "image": ("image", "picture"),
    "mapping": ("correspondance des colonnes", "column mapping"),
    "latitude": ("latitude", "latitude"),
    "longitude": ("longitude", "longitude"),
    "lambert_x": ("abscisse Lambert", "Lambert easting"),
    "lambert_y": ("ordonnée Lambert", "Lambert northing"),
    "status": ("statut", "status"),
}

FILE_SENTENCES: dict[str, tuple[str, str]] = {
    "file.missing": (
        "Fichier « {field} » introuvable : vérifiez son chemin.",
        "File “{field}” was not found: check its path.",
    ),
    "file.unreadable": (
        "Fichier « {field} » illisible ({value}) : vérifiez qu'il existe et que vous avez le droit de le lire.",
        "File “{field}” cannot be read ({value}): check that it exists and that you may read it.",
    ),
    "file.empty": (
        "Fichier « {field} » vide : exportez-le à nouveau.",
        "File “{field}” is empty: export it again.",
    ),
    "file.binary": (
        "Fichier « {field} » : ce n'est pas du texte, quel que soit son nom. Envoyez un CSV, un classeur (XLSX, ODS) ou du JSON.",
        "File “{field}” is not text, whatever its name says. Send a CSV, a workbook (XLSX, ODS) or JSON.",
    ),
    "file.markup": (
        "Fichier « {field} » : c'est une page web ou du XML ({value}). Téléchargez le fichier de données lui-même.",
        "File “{field}” is a web page or XML ({value}). Download the data file itself.",
    ),
    "file.truncated": (
        "Fichier « {field} » incomplet ou abîmé ({value}) : téléchargez-le à nouveau.",
        "File “{field}” is cut short or damaged ({value}): download it again.",
    ),
    "file.encrypted": (
        "Fichier « {field} » protégé par un mot de passe : enregistrez-le sans mot de passe.",
        "File “{field}” is protected by a password: save it without one.",
    ),
    "file.compression_unsupported": (
        "Archive « {field} » : mode de compression inconnu ({value}). Recréez l'archive en « zip » ordinaire.",
        "Archive “{field}” uses an unknown compression ({value}). Make it again as an ordinary zip.",
    ),
    "file.archive_without_data": (
        "Archive « {field} » sans fichier CSV, JSON ni classeur (contenu : {value}). Mettez-y les données.",
        "Archive “{field}” holds no CSV, JSON nor workbook (contents: {value}). Put the data in it.",
    ),
    "file.too_many_members": (
        "Archive « {field} » : {value} fichiers, {most} au plus. Découpez-la.",
        "Archive “{field}” holds {value} files, {most} at most. Split it.",
    ),
    "file.mixed_formats": (
        "Archive « {field} » : des formats différents ({value}). Importez-les un par un.",
        "Archive “{field}” mixes formats ({value}). Import them one by one.",
    ),
    "file.bomb": (
        "Fichier « {field} » refusé : décompressé, il est démesurément grand ou contient des définitions interdites ({value}). "
        "Enregistrez les données en CSV.",
        "File “{field}” is refused: unpacked, it is out of all proportion or holds forbidden definitions ({value}). "
        "Save the data as CSV.",
    ),
    "file.sheet_too_large": (
        "Classeur « {field} » : la feuille s'étend sur {value} cellules, {most} au plus. "
        "Supprimez les lignes et colonnes vides, ou enregistrez-la en CSV.",
        "Workbook “{field}”: the sheet spreads over {value} cells, {most} at most. Delete empty rows and columns, or save it as CSV.",
    ),
    "file.workbook_too_large": (
        "Classeur « {field} » trop lourd ({value} octets) : enregistrez la feuille en CSV.",
        "Workbook “{field}” is too heavy ({value} bytes): save the sheet as CSV.",
    ),
    "file.workbook_broken": (
        "Classeur « {field} » abîmé ({value}) : ouvrez-le et enregistrez-le à nouveau.",
        "Workbook “{field}” is damaged ({value}): open it and save it again.",
    ),
    "file.no_such_sheet": (
        "Classeur « {field} » : pas de feuille « {value} ». Feuilles présentes : {sheets}.",
        "Workbook “{field}” has no sheet “{value}”. Its sheets: {sheets}.",
    ),
    "file.line_too_long": (
        "Fichier « {field} » : une ligne dépasse {most} octets. Vérifiez que c'est bien un tableau, avec une ligne par structure.",
        "File “{field}”: a line is longer than {most} bytes. Check that it is a table, with one line per organization.",
    ),
    "file.record_too_long": (
        "Fichier « {field} » : un enregistrement JSON est démesuré ({value} octets). Vérifiez que c'est une liste de structures.",
        "File “{field}”: a JSON record is out of proportion ({value} bytes). Check that it is a list of organizations.",
    ),
    "file.json_broken": (
        "Fichier « {field} » : le JSON est incorrect ou coupé après {records} enregistrement(s) ({value}). Exportez-le à nouveau.",
        "File “{field}”: the JSON is wrong or cut after {records} record(s) ({value}). Export it again.",
    ),
    "file.column_missing": (
        "Colonne « {field} » absente (colonnes trouvées : {value}…). Choisissez un autre format ou complétez le fichier.",
        "Column “{field}” is missing (columns found: {value}…). Choose another format or complete the file.",
    ),
    "file.not_this_format": (
        "Fichier « {field} » : il ne se lit pas comme « {value} » (reconnu : {found}). Retirez le choix du format.",
        "File “{field}” cannot be read as “{value}” (recognised: {found}). Leave the format out.",
    ),
    "file.communes_elsewhere": (
        "Fichier « {field} » : c'est une liste de communes, pas de structures. Importez-la avec le format « communes ».",
        "File “{field}” is a list of communes, not of organizations. Import it with the format “communes”.",
    ),
    "file.broke_down": (
        "L'import s'est interrompu sur une erreur imprévue ({value}). Ce qui était déjà compté est gardé, rien d'autre. "
        "Signalez-le à l'administrateur (le journal dit tout), puis importez à nouveau le même fichier.",
        "The import stopped on an unforeseen error ({value}). What was already counted is kept, nothing else. Tell the "
        "administrator (the log has it all), then import the same file again.",
    ),
    "file.boamp_elsewhere": (
        "Fichier « {field} » : ce sont des avis de marchés publics (BOAMP), pas des structures. Importez-le par la page "
        "Opportunités, ou avec le format « boamp ».",
        "File “{field}” holds public procurement notices (BOAMP), not organizations. Import it by the page Opportunities, or "
        "with the format “boamp”.",
    ),
    "mapping.not_json": (
        "Correspondance des colonnes illisible ({value}) : attendu un objet JSON « colonne » : « champ ».",
        "The column mapping cannot be read ({value}): a JSON object “column”: “field” is expected.",
    ),
    "mapping.unknown_field": (
        "Colonne « {field} » : le champ « {value} » n'existe pas. Champs possibles : {known}.",
        "Column “{field}”: there is no field “{value}”. Possible fields: {known}.",
    ),
    "mapping.filled_twice": (
        "Le champ « {field} » est rempli par plusieurs colonnes ({value}) : n'en gardez qu'une.",
        "The field “{field}” is filled by several columns ({value}): keep only one.",
    ),
    "mapping.half_a_point": (
        "Le champ « {value} » ne sert à rien sans « {missing} » : indiquez les deux colonnes, ou aucune.",
        "The field “{value}” is of no use without “{missing}”: give both columns, or none.",
    ),
    "mapping.nothing_identifies": (
        "Aucune colonne ne donne le nom, le SIREN, le SIRET ni le numéro RNA : indiquez-en au moins une.",
        "No column gives the name, SIREN, SIRET or RNA number: point out at least one.",
    ),
    "mapping.other_file": (
        "La correspondance ne connaît aucune colonne de ce fichier ({value}…) : elle a été faite pour un autre.",
        "The mapping knows no column of this file ({value}…): it was made for another one.",
    ),
}

ROW_SENTENCES: dict[str, tuple[str, str]] = {
    "row.empty": ("Ligne vide : supprimez-la.", "Empty row: delete it."),
    "row.total": (
        "Ligne de total, pas une structure : supprimez-la ({value}).",
        "A totals line, not an organization: delete it ({value}).",
    ),
    "row.no_name_no_identifier": (
        "Ni nom ni identifiant valable : indiquez au moins le nom, le SIREN ou le SIRET.",
        "Neither a name nor a valid identifier: give at least the name, the SIREN or the SIRET.",
    ),
    "row.unclosed_quote": (
        "Un guillemet ouvert n'est pas refermé : fermez-le ou retirez-le.",
        "A quotation mark is opened and never closed: close it or remove it.",
    ),
    "row.too_many_cells": (
        "Plus de cellules que de colonnes ({expected} attendues ; en trop : {value}). "
        "Mettez entre guillemets les textes qui contiennent le séparateur.",
        "More cells than columns ({expected} expected; in excess: {value}). Put texts that contain the separator between quotes.",
    ),
    "row.not_json": ("Ligne illisible, ce n'est pas du JSON : {value}", "This line is not JSON: {value}"),
    "row.not_an_object": (
        "L'enregistrement n'est pas un objet JSON avec des champs nommés : corrigez sa forme.",
        "The record is not a JSON object with named fields: correct its shape.",
    ),
    "row.not_a_feature": (
        "L'objet GeoJSON n'a pas de « properties » : ajoutez-les.",
        "The GeoJSON object has no “properties”: add them.",
    ),
    "row.not_an_element": (
        "Ce n'est pas un élément GoGoCarto : il doit avoir un nom et une position.",
        "This is not a GoGoCarto element: it needs a name and a position.",
    ),
    "row.hidden_element": (
        "Élément non publié sur la carte d'origine (statut {value}) : laissé de côté.",
        "Element not published on the original map (status {value}): left out.",
    ),
    "row.other_schema": (
        "Ce profil ne décrit pas une organisation ({value}) : laissé de côté.",
        "This profile does not describe an organization ({value}): left out.",
    ),
    "row.not_diffusible": (
        "Structure qui s'oppose à sa diffusion à l'INSEE : laissée de côté.",
        "This organization objects to being published by INSEE: left out.",
    ),
    "row.masked_person": (
        "Personne physique en diffusion partielle : elle doit créer elle-même sa fiche.",
        "A natural person who is only partly published: the person has to create the profile.",
    ),
    "row.outside_social_economy": (
        "Rien n'indique que « {value} » relève de l'économie sociale et solidaire : laissée de côté comme demandé.",
        "Nothing says that “{value}” belongs to the social and solidarity economy: left out as asked.",
    ),
    "siren.wrong_key": (
        "SIREN « {value} » : la clé de contrôle est fausse. Vérifiez chaque chiffre ; le numéro n'a pas été gardé.",
        "SIREN “{value}”: its check digit is wrong. Check every digit; the number was not kept.",
    ),
    "siret.wrong_key": (
        "SIRET « {value} » : la clé de contrôle est fausse. Vérifiez chaque chiffre ; le numéro n'a pas été gardé.",
        "SIRET “{value}”: its check digit is wrong. Check every digit; the number was not kept.",
    ),
    "siren.fake": (
        "SIREN « {value} » : numéro inventé. Laissez vide ou corrigez.",
        "SIREN “{value}” is made up. Leave it empty or correct it.",
    ),
    "siret.fake": (
        "SIRET « {value} » : numéro inventé. Laissez vide ou corrigez.",
        "SIRET “{value}” is made up. Leave it empty or correct it.",
    ),
    "siren.length": (
        "SIREN « {value} » : il faut {expected} chiffres.",
        "SIREN “{value}”: {expected} digits are needed.",
    ),
    "siret.length": (
        "SIRET « {value} » : il faut {expected} chiffres.",
        "SIRET “{value}”: {expected} digits are needed.",
    ),
    "siren.not_digits": (
        "SIREN « {value} » : il ne doit contenir que des chiffres.",
        "SIREN “{value}” must be made of digits only.",
    ),
    "siret.not_digits": (
        "SIRET « {value} » : il ne doit contenir que des chiffres.",
        "SIRET “{value}” must be made of digits only.",
    ),
    "siren.scientific": (
        "SIREN « {value} » : le tableur a perdu des chiffres. Mettez la colonne au format texte et recopiez le numéro.",
        "SIREN “{value}”: the spreadsheet lost digits. Format the column as text and type the number again.",
    ),
    "siret.scientific": (
        "SIRET « {value} » : le tableur a perdu des chiffres. Mettez la colonne au format texte et recopiez le numéro.",
        "SIRET “{value}”: the spreadsheet lost digits. Format the column as text and type the number again.",
    ),
    "siret.truncated": (
        "SIRET « {value} » : les cinq derniers chiffres manquent. Le SIREN est gardé, complétez le SIRET.",
        "SIRET “{value}”: its last five digits are missing. The SIREN is kept; complete the SIRET.",
    ),
    "siret.other_siren": (
        "Le SIRET (SIREN {value}) n'appartient pas au SIREN {siren} : vérifiez lequel est le bon. Le SIREN est gardé.",
        "The SIRET (SIREN {value}) does not belong to SIREN {siren}: check which is right. The SIREN is kept.",
    ),
    "association.malformed": (
        "Numéro RNA « {value} » : attendu W suivi de neuf caractères.",
        "RNA number “{value}”: W followed by nine characters is expected.",
    ),
    "postal_code.malformed": (
        "Code postal « {value} » : attendu cinq chiffres.",
        "Postal code “{value}”: five digits are expected.",
    ),
    "postal_code.scientific": (
        "Code postal « {value} » : le tableur l'a changé. Mettez la colonne au format texte.",
        "Postal code “{value}”: the spreadsheet changed it. Format the column as text.",
    ),
    "commune_code.malformed": (
        "Code INSEE de la commune « {value} » : attendu cinq caractères, comme 69123 ou 2A004.",
        "INSEE commune code “{value}”: five characters are expected, such as 69123 or 2A004.",
    ),
    "department.malformed": (
        "Département « {value} » : attendu un code comme 01, 2A ou 974.",
        "Département “{value}”: a code such as 01, 2A or 974 is expected.",
    ),
    "country.unknown": (
        "Pays « {value} » inconnu : donnez son nom ou son code à deux lettres.",
        "Country “{value}” is unknown: give its name or its two-letter code.",
    ),
    "naf.malformed": (
        "Code NAF « {value} » : attendu quatre chiffres et une lettre, comme 62.01Z.",
        "NAF code “{value}”: four digits and a letter are expected, such as 62.01Z.",
    ),
    "headcount_band.unknown": (
        "Tranche d'effectif « {value} » inconnue : donnez le code INSEE à deux caractères.",
        "Headcount band “{value}” is unknown: give INSEE's two-character code.",
    ),
    "headcount.not_a_number": (
        "Effectif « {value} » : attendu un nombre de personnes.",
        "Headcount “{value}”: a number of people is expected.",
    ),
    "legal_form.malformed": (
        "Forme juridique « {value} » : attendu un code INSEE à quatre chiffres ou un nom.",
        "Legal form “{value}”: INSEE's four-digit code or a name is expected.",
    ),
    "date.unreadable": (
        "Date « {value} » illisible : écrivez-la jour/mois/année.",
        "Date “{value}” cannot be read: write it as day/month/year.",
    ),
    "boolean.unknown": ("« {value} » : attendu oui ou non.", "“{value}”: yes or no is expected."),
    "point.not_numbers": (
        "Coordonnées « {value} » : attendu une latitude et une longitude en degrés.",
        "Coordinates “{value}”: a latitude and a longitude in degrees are expected.",
    ),
    "point.swapped": (
        "Coordonnées « {value} » : latitude et longitude étaient inversées, elles ont été remises à l'endroit.",
        "Coordinates “{value}”: latitude and longitude were swapped; they were put right.",
    ),
    "point.metres": (
        "Coordonnées « {value} » : ce sont des mètres (Lambert-93), elles ont été converties.",
        "Coordinates “{value}” are metres (Lambert-93); they were converted.",
    ),
    "point.outside_world": (
        "Coordonnées « {value} » impossibles : la latitude va de -90 à 90, la longitude de -180 à 180.",
        "Coordinates “{value}” cannot be: latitude goes from -90 to 90, longitude from -180 to 180.",
    ),
    "point.outside_territory": (
        "Coordonnées « {value} » hors du territoire de l'adresse : vérifiez-les.",
        "Coordinates “{value}” are outside the territory of the address: check them.",
    ),
    "point.middle_of_shape": (
        "La forme ({value}) a été remplacée par un point en son milieu.",
        "The shape ({value}) was replaced by a point in its middle.",
    ),
    "phone.malformed": (
        "Téléphone « {value} » : numéro incomplet ou inconnu, il n'a pas été gardé.",
        "Telephone “{value}” is incomplete or unknown; it was not kept.",
    ),
    "email.malformed": (
        "Adresse e-mail « {value} » incorrecte, elle n'a pas été gardée.",
        "E-mail address “{value}” is wrong; it was not kept.",
    ),
    "url.malformed": (
        "Adresse web « {value} » incorrecte, elle n'a pas été gardée.",
        "Web address “{value}” is wrong; it was not kept.",
    ),
    "image.not_a_url": (
        "Image « {value} » : il faut son adresse web complète pour la retrouver.",
        "Picture “{value}”: its full web address is needed to find it.",
    ),
}
