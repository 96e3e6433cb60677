#!/bin/sh
# Sauvegarde les données et le corpus dans une archive datée, sans arrêter le service.
#   sauvegarde.sh DOSSIER [JOURS]     les archives plus vieilles que JOURS (30) sont supprimées
# Lit ASSISTANT_DATA, ASSISTANT_CORPUS et ASSISTANT_DATABASE_URL ; PYTHON désigne l’interpréteur (python3).
# L’index n’y est pas : il se reconstruit à l’identique à partir du corpus.
set -eu
umask 077
place=$1
days=${2:-30}
data=${ASSISTANT_DATA:-data}
corpus=${ASSISTANT_CORPUS:-corpus}
python=${PYTHON:-python3}
mkdir -p "$place"
work=$(mktemp -d "$place/.en-cours-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/data"

# Une base SQLite se copie par SQLite : un fichier copié pendant une écriture serait abîmé.
"$python" - "$data" "$work/data" <<'PY'
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

source, target = map(Path, sys.argv[1:])
for path in sorted(source.glob("*.sqlite3")):
    with closing(sqlite3.connect(path, timeout=60)) as old, closing(sqlite3.connect(target / path.name)) as new:
        old.backup(new)
        if new.execute("pragma integrity_check").fetchone() != ("ok",):
            sys.exit(f"La copie de {path.name} est abîmée.")
PY

if [ -n "${ASSISTANT_DATABASE_URL:-}" ]; then
    pg_dump --format=custom --file="$work/registre.pgdump" "$ASSISTANT_DATABASE_URL"
fi
[ ! -d "$corpus" ] || cp -R "$corpus" "$work/corpus"
archive="$place/assistant-$(date +%Y%m%d-%H%M%S).tar.gz"
tar -C "$work" -czf "$archive.part" .
mv "$archive.part" "$archive"
find "$place" -maxdepth 1 -name 'assistant-*.tar.gz' -mtime "+$days" -delete
echo "$archive"
