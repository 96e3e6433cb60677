"""The child process that draws pages for ``assistant.viewer.page_drawing``: one request, one answer, again.

``python -m assistant.viewer.page_worker MEGABYTES`` reads standard input and writes to standard output.
A request is a line of JSON; an answer is a line of JSON, then as many bytes of picture as it says.
"""

from __future__ import annotations

import json
import math
import os
import resource
import sys
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import AssistantError
from assistant.viewer.pdf_pages import page_picture

MEBIBYTE = 1 << 20


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers requests until there are no more."""
    for line in requests:
        head, picture = _answer(json.loads(line))
        answers.write(json.dumps(head).encode() + b"\n" + picture)
        answers.flush()


def _answer(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    _limit_processor(request["seconds"])
    try:
        drawn = page_picture(Path(request["path"]), request["page"], request["quote"], request["width"])
    except AssistantError as error:
        return {"error": str(error), "size": 0}, b""
    return {"pages": drawn.pages, "highlighted": drawn.highlighted, "size": len(drawn.png)}, drawn.png


def _limit_processor(seconds: float) -> None:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = usage.ru_utime + usage.ru_stime
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(spent + seconds) + 1, resource.RLIM_INFINITY))


def main() -> None:
    """Serves on the standard streams, within limits; what a library prints goes to standard error."""
    limit = int(sys.argv[1]) * MEBIBYTE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
