"""The application from nothing: its server is started, a browser opens the page and asks."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.errors import AssistantError
from evals.bench.load_browser import ask, chromium, visitor
from evals.bench.load_server import served


@dataclass(frozen=True, slots=True)
class FirstPage:
    """Seconds from the start of the server, and the memory of the server once it has answered.

    Attributes:
        ready: until the page can be typed in.
        answered: from the first question, asked at once, to its answer.
        megabytes: resident, in 10⁶ bytes.
    """

    ready: float
    answered: float
    megabytes: float


def first_page(index: Path, question: str, runs: int = 3) -> FirstPage:
    """Medians over so many servers, each with a new browser.

    Raises:
        AssistantError: Chromium or the server does not start, or the question had no answer.
    """
    pages = [asyncio.run(_once(index, question)) for _ in range(runs)]
    ready, answered, megabytes = np.median([(p.ready, p.answered, p.megabytes) for p in pages], axis=0)
    return FirstPage(float(ready), float(answered), float(megabytes))


async def _once(index: Path, question: str) -> FirstPage:
    async with chromium() as browser:
        began = time.perf_counter()
        with served(index) as server:
            async with visitor(browser, server.url) as page:
                ready = time.perf_counter() - began
                asked = await ask(page, question)
                if asked.failure:
                    raise AssistantError(f"La page n’a pas répondu : {asked.failure}")
                return FirstPage(ready, asked.ms / 1000, server.megabytes())
