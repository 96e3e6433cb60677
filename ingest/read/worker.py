"""The child process that reads files for ``ingest.sandbox``: one request, one answer, again.

``python -m ingest.read.worker MEMORY_MB`` takes requests on standard input and answers on standard
output; a message is its length in four bytes and that many bytes of JSON. Nothing else may be
imported here at the start: the readers' libraries are loaded when a file needs them.
"""

from __future__ import annotations

import json
import math
import os
import resource
import struct
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import IngestError
from ingest.layout import Limits
from ingest.read.formats import read_document

LENGTH = struct.Struct("!I")
MEBIBYTE = 1 << 20
# Exit code that tells the parent that the memory ran out.
MEMORY_EXIT = 77
OPEN_FILES = 64


def pack(message: dict[str, Any]) -> bytes:
    """A message as it goes through a pipe."""
    data = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
    return LENGTH.pack(len(data)) + data


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more, or until the memory runs out."""
    while head := requests.read(LENGTH.size):
        request = json.loads(requests.read(LENGTH.unpack(head)[0]))
        limit_processor(request["timeout_s"])
        try:
            answer = pack(_answer(Path(request["path"]), Limits(**request["limits"])))
        except MemoryError:
            sys.exit(MEMORY_EXIT)
        answers.write(answer)
        answers.flush()


def _answer(path: Path, limits: Limits) -> dict[str, Any]:
    try:
        return {"document": asdict(read_document(path, limits))}
    except IngestError as error:
        return {"error": str(error)}


def limit_memory(megabytes: int) -> None:
    """Make allocations fail beyond this address space; leave no core file and write no file at all."""
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * MEBIBYTE, megabytes * MEBIBYTE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def limit_processor(seconds: float) -> None:
    """Have the system end this process after so many more seconds of processor time."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = usage.ru_utime + usage.ru_stime
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(spent + seconds) + 1, resource.RLIM_INFINITY))


def main() -> None:
    """Serve on the standard streams; what a library prints goes to standard error."""
    limit_memory(int(sys.argv[1]))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
