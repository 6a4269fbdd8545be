#!/bin/sh
# Une commande entière par curl seul : voir commander-par-l-api.md.
# Emploi : URL=https://velo.exemple.org CLIENT_ID=… CLIENT_SECRET=… sh commander.sh "3 avenue de la Costa, Monaco"
set -eu
URL=${URL:-http://127.0.0.1:8000}
ADRESSE=$(printf %s "${1:?"adresse de livraison"}" | sed 's/[\\"]/\\&/g')

# Lit un champ simple d’une réponse JSON, sans autre outil.
champ() { grep -o "\"$1\": *\(\"\([^\"\\\\]\|\\\\.\)*\"\|[^,}]*\)" | head -n 1 | sed 's/^"[^"]*": *//; s/^"//; s/"$//'; }

echo "1. Le serveur parle bien cette API"
curl -sS "$URL/api" | champ @context

echo "2. Un jeton pour une heure"
JETON=$(curl -sS -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials -d "scope=deliveries tasks" \
  "$URL/oauth2/token" | champ access_token)
[ -n "$JETON" ] || { echo "Identifiants refusés." >&2; exit 1; }

appel() {
  methode=$1 chemin=$2
  shift 2
  curl -sS -X "$methode" -H "Authorization: Bearer $JETON" -H "Content-Type: application/ld+json" "$URL$chemin" "$@"
}

echo "3. Pour quel magasin"
MAGASIN=$(appel GET /api/me | champ store)
echo "$MAGASIN"

echo "4. Les créneaux proposés"
CRENEAU=$(appel GET /api/time_slots/choices | champ value)
echo "${CRENEAU:-aucun : livraison demain avant 12 h}"
[ -n "$CRENEAU" ] && QUAND="\"timeSlot\":\"$CRENEAU\"" || QUAND='"before":"tomorrow 12:00"'
COMMANDE="{\"dropoff\":{\"address\":{\"streetAddress\":\"$ADRESSE\",\"contactName\":\"Nina Rossi\"},$QUAND,\"weight\":2000}}"

echo "5. Livrable ? et à quel prix ?"
POSSIBLE=$(appel POST /api/deliveries/assert -d "$COMMANDE")
[ "$POSSIBLE" = "[]" ] || { echo "Non : $(printf %s "$POSSIBLE" | champ hydra:description)" >&2; exit 1; }
echo "oui"
appel POST /api/retail_prices/calculate -d "$COMMANDE" | champ amount

echo "6. La commande, une seule fois même si la ligne coupe"
REPONSE=$(appel POST /api/deliveries -H "Idempotency-Key: ${CLE:-commande-$$}" -d "$COMMANDE")
LIVRAISON=$(printf %s "$REPONSE" | sed -n 's/.*"@id":"\(\/api\/deliveries\/[0-9]*\)".*/\1/p')
[ -n "$LIVRAISON" ] || { echo "$REPONSE" >&2; exit 1; }
echo "$LIVRAISON"

echo "7. Où elle en est"
appel GET "$LIVRAISON" | champ trackingUrl

if [ "${ANNULER:-}" = 1 ]; then
  echo "8. Annulée"
  appel DELETE "$LIVRAISON" -o /dev/null -w '%{http_code}\n'
fi
