"""Noisy copies of messages."""

import random

from evals.fit.noise import noisy


def test_the_same_seed_gives_the_same_copies() -> None:
    first, second = random.Random(3), random.Random(3)
    assert [noisy("Qui finance ?", first) for _ in range(20)] == [
        noisy("Qui finance ?", second) for _ in range(20)
    ]


def test_a_copy_is_never_empty() -> None:
    rng = random.Random(1)
    assert all(noisy(text, rng) for text in ("Oui", "a", "Où ?", "Quels quartiers ?") for _ in range(100))
