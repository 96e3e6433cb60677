"""How often something may be done by each of many: a bucket of tokens a name (Turner, 1986), in memory.

A name that is silent fills its bucket again; one that is noisy empties its own and nobody else's.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_NAMES = 10_000
"""Names remembered; the one that was silent for longest is forgotten first."""
MINUTE, HOUR = 60.0, 3600.0


class Rates:
    """Buckets of ``most`` tokens that fill in ``seconds``; safe to share between threads.

    Args:
        most: how often at once, and in ``seconds`` in the long run.
        clock: seconds since some moment.
    """

    def __init__(
        self, most: int, seconds: float = MINUTE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._rate, self._clock = most, most / seconds, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, name: str) -> float:
        """Takes a token of this name: 0, or the seconds until there is one again (nothing is taken)."""
        with self._lock:
            now = self._clock()
            tokens, since = self._buckets.pop(name, (float(self._most), now))
            tokens = min(float(self._most), tokens + max(0.0, now - since) * self._rate)
            taken = tokens >= 1
            self._buckets[name] = (tokens - 1 if taken else tokens, now)
            if len(self._buckets) > MOST_NAMES:
                self._buckets.popitem(last=False)
            return 0.0 if taken else (1 - tokens) / self._rate


def wait_in_words(seconds: float) -> str:
    """A wait in French, rounded up: « 12 secondes », « 3 minutes »."""
    whole = max(1, math.ceil(seconds))
    if whole < MINUTE:
        return f"{whole} seconde{'s' if whole > 1 else ''}"
    minutes = -(-whole // 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
