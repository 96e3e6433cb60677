#!/bin/sh
# Remet en place les données et le corpus d’une archive de sauvegarde.sh. Arrêtez d’abord le service.
#   restauration.sh ARCHIVE
# Ce qui était là est gardé à côté, sous un nom daté. Le registre PostgreSQL, s’il y en a un, se remet par :
#   pg_restore --clean --if-exists --dbname="$ASSISTANT_DATABASE_URL" registre.pgdump
set -eu
umask 077
archive=$1
data=${ASSISTANT_DATA:-data}
corpus=${ASSISTANT_CORPUS:-corpus}
now=$(date +%Y%m%d-%H%M%S)
parent=$(dirname "$data")
mkdir -p "$parent"
work=$(mktemp -d "$parent/.restauration-XXXXXX")
trap 'rm -rf "$work"' EXIT
tar -C "$work" -xzf "$archive"
[ ! -e "$data" ] || mv "$data" "$data.avant-$now"
mv "$work/data" "$data"
if [ -d "$work/corpus" ]; then
    [ ! -e "$corpus" ] || mv "$corpus" "$corpus.avant-$now"
    mv "$work/corpus" "$corpus"
fi
if [ -e "$work/registre.pgdump" ]; then
    mv "$work/registre.pgdump" "$data/registre.pgdump"
    echo "Registre PostgreSQL : $data/registre.pgdump, à remettre par pg_restore."
fi
echo "Données remises : $data"
