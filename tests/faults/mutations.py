"""Real documents with something changed, as a bad disk, a bad transfer or somebody would change them.

A mutation is a function of the bytes, a source of chance and the bytes of another file; a seed gives the
same file again.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

Mutation = Callable[[bytes, random.Random, bytes], bytes]
SUFFIXES = (".pdf", ".docx", ".html")
_HUGE = (b"0", b"-1", b"4294967296", b"99999999999999999999", b"1e999", b"0.0000001")
_NUMBER = re.compile(rb"\d+")
_NAMES = (b"/Page", b"/Pages", b"/Kids", b"/Parent", b"/Font", b"/Contents", b"/FlateDecode", b"/LZWDecode")
_NAMES += (b"/ASCII85Decode", b"/Type", b"/Catalog", b"/Length", b"/Resources", b"/Encoding", b"/ToUnicode")
_TAGS = re.compile(rb"</?[\w:]+[^<>]*>")


def _places(data: bytes, chance: random.Random, most: int) -> list[int]:
    return [chance.randrange(len(data)) for _ in range(chance.randint(1, most))]


def flip_bits(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    changed = bytearray(data)
    for place in _places(data, chance, 200):
        changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def cut_the_end(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def cut_the_middle(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 2000) :]


def erase(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    start, size = chance.randrange(len(data)), chance.randrange(1, 4096)
    return data[:start] + b"\0" * len(data[start : start + size]) + data[start + size :]


def repeat(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    start, size = chance.randrange(len(data)), chance.randrange(1, 2000)
    return data[:start] + data[start : start + size] * chance.randint(2, 300) + data[start + size :]


def splice(data: bytes, chance: random.Random, other: bytes) -> bytes:
    place, start = chance.randrange(len(data)), chance.randrange(len(other))
    return data[:place] + other[start : start + chance.randrange(1, 20_000)] + data[place:]


def change_numbers(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    """Some numbers become huge, negative or nothing: lengths, offsets, counts, sizes."""
    numbers = list(_NUMBER.finditer(data))
    for found in sorted(
        chance.sample(numbers, min(len(numbers), chance.randint(1, 30))), key=lambda m: -m.start()
    ):
        data = data[: found.start()] + chance.choice(_HUGE) + data[found.end() :]
    return data


def change_lengths(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    return re.sub(rb"/Length \d+", lambda m: b"/Length " + chance.choice(_HUGE), data)


def move_the_references(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    """References between objects lead to other objects, themselves included."""
    return re.sub(
        rb"\d+ 0 R", lambda m: b"%d 0 R" % chance.randrange(60) if chance.random() < 0.1 else m[0], data
    )


def swap_names(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    for _ in range(chance.randint(1, 3)):
        data = data.replace(chance.choice(_NAMES), chance.choice(_NAMES), chance.randint(1, 5))
    return data


def shuffle_the_tags(data: bytes, chance: random.Random, _other: bytes) -> bytes:
    tags = _TAGS.findall(data) or [b"<p>"]
    return _TAGS.sub(lambda m: chance.choice(tags) if chance.random() < 0.05 else m[0], data)


def within_the_archive(mutation: Mutation) -> Mutation:
    """The same change in a part of a Word file, whose archive stays whole."""

    def mutate(data: bytes, chance: random.Random, other: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
            names = source.namelist()
            chosen = "word/document.xml" if chance.random() < 0.7 else chance.choice(names)
            for name in names:
                part = source.read(name)
                target.writestr(name, mutation(part, chance, other) if name == chosen and part else part)
        return out.getvalue()

    mutate.__name__ = f"{mutation.__name__}_within"
    return mutate


_ANY = (flip_bits, cut_the_end, cut_the_middle, erase, repeat, splice, change_numbers)
MUTATIONS: dict[str, Sequence[Mutation]] = {
    ".pdf": (*_ANY, change_lengths, move_the_references, swap_names),
    ".docx": (*_ANY[:6], *map(within_the_archive, (*_ANY, shuffle_the_tags))),
    ".html": (*_ANY, shuffle_the_tags),
}


def mutated(documents: Path, folder: Path, count: int, seed: int) -> Iterator[Path]:
    """Writes so many changed documents, of each format in turn; each name says the change and its number."""
    originals = {s: sorted(documents.glob(f"*{s}")) for s in SUFFIXES}
    everything = [path.read_bytes() for paths in originals.values() for path in paths]
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")
        suffix = SUFFIXES[number % len(SUFFIXES)]
        mutation = MUTATIONS[suffix][number // len(SUFFIXES) % len(MUTATIONS[suffix])]
        data = mutation(chance.choice(originals[suffix]).read_bytes(), chance, chance.choice(everything))
        path = folder / f"{number:03d}-{mutation.__name__.replace('_', '-')}{suffix}"
        path.write_bytes(data)
        yield path
