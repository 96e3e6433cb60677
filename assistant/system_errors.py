"""What the system says of a failed read or write, in French."""

from __future__ import annotations

import errno

_REASONS = {
    errno.EACCES: "accès refusé",
    errno.EPERM: "opération non permise",
    errno.ENOENT: "chemin introuvable",
    errno.ENOTDIR: "un élément du chemin n’est pas un dossier",
    errno.EISDIR: "c’est un dossier et non un fichier",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.EROFS: "disque en lecture seule",
    errno.ENOSPC: "disque plein",
    errno.EDQUOT: "quota de disque atteint",
    errno.EFBIG: "fichier trop gros pour ce disque ou ce compte",
    errno.EIO: "erreur de lecture ou d’écriture du disque",
    errno.EMFILE: "trop de fichiers ouverts",
    errno.ENFILE: "trop de fichiers ouverts",
    errno.ENAMETOOLONG: "nom trop long",
    errno.ELOOP: "liens symboliques en boucle",
    errno.ENOLCK: "ce disque ne permet pas de verrou",
}


def reason(error: OSError) -> str:
    """Why a file or a folder could not be read or written, as the end of a French sentence."""
    if error.errno is None:
        return "erreur du système"
    return _REASONS.get(error.errno, f"erreur n° {error.errno} du système")
