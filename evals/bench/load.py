"""``python -m evals load``: many people at once, in real browsers, before a real server.

1. Ten people ask the questions of the sets one after the other and read each answer for some seconds; then,
   for a minute, they no longer read: that shows how many questions the machine can take.
2. Two hundred sessions are opened and closed.
3. Fifty requests a second for the public page from one address, above its limit, while another address asks
   for it once a second and two people go on asking questions.
4. Everybody is gone and their sessions have expired: is the memory given back?

The browsers run on the same machine as the server and share its cores: times are an upper limit.
"""

from __future__ import annotations

import asyncio
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from evals.bench.load_browser import Asked, ask, chromium, come_and_go, crowd, visitor
from evals.bench.load_server import Served
from evals.sets.questions import Question

if TYPE_CHECKING:
    from playwright.async_api import Browser

NOISY, QUIET = "203.0.113.9", "203.0.113.10"
"""Addresses that the documentation of networks uses (RFC 5737)."""
LIMIT = 1200
"""Requests a minute that an address may make in this measure: less than the noisy one does."""
_SETTLING = 2
_FLOODERS = 64
_PATIENCE = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done.

    Attributes:
        people: browsers that ask at once.
        seconds: how long they do.
        reading: seconds for which they read each answer, more or less by half.
        rush_seconds: how long they ask without reading, after that.
        sessions: opened and closed after that.
        rate: requests a second for the public page, for ``rate_seconds``.
        bystanders: people who ask during those requests.
        expiry: seconds after which the server forgets the session of somebody who left.
        warm_up: questions asked before the memory is first read.
    """

    people: int = 10
    seconds: float = 600.0
    reading: float = 8.0
    rush_seconds: float = 60.0
    sessions: int = 200
    rate: int = 50
    rate_seconds: float = 60.0
    bystanders: int = 2
    expiry: int = 30
    warm_up: int = 100


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was seen.

    Attributes:
        asked, rushed, beside: questions of the crowd, of the crowd that does not read, of the bystanders.
        waits_ms: milliseconds for which each question of the crowd waited in the server for its answer.
        not_opened: sessions that failed to open.
        noisy, quiet: how many answers of the public page by HTTP status, 0 for none, to the address that asks
            too much and to the other one.
        page_ms: milliseconds of each page that the quiet address got.
        before, peak, after: resident megabytes of the server.
        own_before, own_after: the part of them that is no mapped file.
    """

    asked: tuple[Asked, ...]
    waits_ms: tuple[float, ...]
    rushed: tuple[Asked, ...]
    not_opened: int
    beside: tuple[Asked, ...]
    noisy: Counter[int]
    quiet: Counter[int]
    page_ms: tuple[float, ...]
    before: float
    peak: float
    after: float
    own_before: float
    own_after: float


def percentile(asked: Sequence[Asked], share: int) -> float | None:
    """A percentile of the milliseconds of the questions that were answered."""
    times = [one.ms for one in asked if not one.failure]
    return float(np.percentile(times, share)) if times else None


def typed(sets: Sequence[Sequence[Question]]) -> list[str]:
    """The questions that stand alone, one set after the other."""
    return [q.question for one in sets for q in one if not q.history and q.question.strip()]


async def load(server: Served, questions: list[str], plan: Plan) -> Loaded:
    """Does all of the plan."""
    async with chromium() as browser:
        await _warm_up(browser, server.url, questions[: plan.warm_up])
        await _forgotten(browser, server.url, plan.expiry)
        server.peak = 0.0
        before, own_before = server.megabytes(), server.own_megabytes()
        answered = len(server.waits())
        asked = await crowd(browser, server.url, questions, plan.people, plan.seconds, plan.reading)
        waits = server.waits()[answered:]
        rushed = await crowd(browser, server.url, questions, plan.people, plan.rush_seconds)
        not_opened = await come_and_go(browser, server.url, plan.sessions)
        (noisy, _), (quiet, page_ms), beside = await asyncio.gather(
            flood(server.url, plan.rate, plan.rate_seconds, NOISY),
            flood(server.url, 1, plan.rate_seconds, QUIET),
            crowd(browser, server.url, questions, plan.bystanders, plan.rate_seconds, plan.reading),
        )
        peak = max(server.peak, server.megabytes())
        await _forgotten(browser, server.url, plan.expiry)
        after, own_after = server.megabytes(), server.own_megabytes()
    return Loaded(
        asked=tuple(asked),
        waits_ms=tuple(waits),
        rushed=tuple(rushed),
        not_opened=not_opened,
        beside=tuple(beside),
        noisy=noisy,
        quiet=quiet,
        page_ms=tuple(page_ms),
        before=before,
        peak=peak,
        after=after,
        own_before=own_before,
        own_after=own_after,
    )


async def _warm_up(browser: Browser, url: str, questions: list[str]) -> None:
    async with visitor(browser, url) as page:
        for question in questions:
            await ask(page, question)


async def _forgotten(browser: Browser, url: str, expiry: int) -> None:
    """Waits until the sessions of those who left have expired; the next visit takes them out."""
    await asyncio.sleep(expiry + _SETTLING)
    async with visitor(browser, url):
        pass
    await asyncio.sleep(_SETTLING)


async def flood(url: str, rate: int, seconds: float, address: str) -> tuple[Counter[int], list[float]]:
    """So many requests a second for the page, each on its own connection, answered or not.

    Args:
        address: of who asks, as a reverse proxy would tell it.
    """
    loop = asyncio.get_running_loop()
    statuses: Counter[int] = Counter()
    times: list[float] = []
    with ThreadPoolExecutor(_FLOODERS, "flood") as pool:
        began = time.monotonic()
        sent = []
        for number in range(round(rate * seconds)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            sent.append(loop.run_in_executor(pool, _get, url, address))
        for status, ms in await asyncio.gather(*sent):
            statuses[status] += 1
            if status == 200:
                times.append(ms)
    return statuses, times


def _get(url: str, address: str) -> tuple[int, float]:
    """The status and the milliseconds of one request; status 0 when there was no answer."""
    began = time.perf_counter()
    try:
        request = urllib.request.Request(url, headers={"X-Forwarded-For": address})
        with urllib.request.urlopen(request, timeout=_PATIENCE) as response:  # nosec B310 # our own server
            response.read()
            status = int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            status = error.code
    except OSError:
        status = 0
    return status, (time.perf_counter() - began) * 1000


def default_sets(folder: Path) -> list[Path]:
    """The question sets of the project, by name."""
    return sorted(folder.glob("*.jsonl"))
