"""Near-duplicates: texts that are one text with another headline, byline, trims or a spun word.

In: plain texts, and their sentences. Out: signatures and digests, the tokens under which near-duplicates meet, and how
alike two are. Called by `texts`. A signature finds texts of about one length in which words were changed; the digests
of whole sentences find a trimmed text in the full one, and the reverse, however much was cut.

One-permutation MinHash with rotation (Li, Owen, Zhang 2012; Shrivastava, Li 2014): each shingle falls into one bin, the
least value of a bin stands for it, an empty bin borrows from its right neighbour. The hash is BLAKE2b, so a stored
signature holds on every platform and version.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b
from itertools import pairwise

BINS = 64
_ROWS = 4
_WORDS = 3
_CHARACTERS = 5
_SPACE = 2**32
SENTENCES = 40
_FIRST = 3
_TELLING = 45
_WORD = re.compile(r"\w+")
_GLUED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")

Signature = tuple[int, ...]


def sign_text(text: str) -> Signature:
    """The signature of a text: BINS numbers below 2**32; empty for a text of fewer words than a shingle has."""
    shingles = _cut_shingles(text)
    if not shingles:
        return ()
    bins: list[int | None] = [None] * BINS
    for shingle in shingles:
        value = int.from_bytes(blake2b(shingle.encode(), digest_size=8).digest(), "big")
        place, rest = (value >> 32) % BINS, value % _SPACE
        held = bins[place]
        if held is None or rest < held:
            bins[place] = rest
    return tuple(_borrow(bins, place) for place in range(BINS))


def count_shingles(text: str) -> int:
    """How many different runs of three words (of five characters where words are not parted) a text has."""
    return len(_cut_shingles(text))


def _borrow(bins: list[int | None], place: int) -> int:
    for step in range(BINS):
        held = bins[(place + step) % BINS]
        if held is not None:
            # The distance goes in, so that two borrowed values only agree if they were borrowed alike.
            return (held + step * 0x9E3779B1) % _SPACE
    return 0


def _cut_shingles(text: str) -> set[str]:
    lowered = text.lower()
    if len(_GLUED.findall(lowered)) * 3 > len(lowered):
        glued = "".join(_WORD.findall(lowered))
        return {glued[at : at + _CHARACTERS] for at in range(len(glued) - _CHARACTERS + 1)}
    words = _WORD.findall(lowered)
    return {" ".join(words[at : at + _WORDS]) for at in range(len(words) - _WORDS + 1)}


def band_tokens(signature: Signature) -> tuple[str, ...]:
    """Tokens of which near-duplicates share at least one: 2 of 3 with a resemblance of .5, 99 of 100 with one of .7."""
    bands = (signature[at : at + _ROWS] for at in range(0, len(signature), _ROWS))
    return tuple(f"b{number}.{_digest(','.join(map(str, band)), 5):x}" for number, band in enumerate(bands))


def digest_sentences(sentences: Iterable[str]) -> tuple[int, ...]:
    """A number below 2**32 for each sentence that is long enough to be nobody else's, in order, at most SENTENCES."""
    plain = ("".join(_WORD.findall(sentence.lower())) for sentence in sentences)
    return tuple(_digest(text, 4) for text in plain if _is_telling(text))[:SENTENCES]


def sentence_tokens(digests: Sequence[int]) -> tuple[str, ...]:
    """Tokens of which a text and its trimmed copy share at least one: of its first pairs of neighbouring sentences, and
    of those with the least digests. Pairs, since one sentence may stand on every page of an outlet."""
    pairs = list(pairwise(digests)) or [(digest, 0) for digest in digests]
    chosen = [*pairs[:_FIRST], *sorted(pairs, key=lambda pair: (pair[0] ^ pair[1], pair))[:_FIRST]]
    return tuple(f"s{one:x}.{other:x}" for one, other in dict.fromkeys(chosen))


def compare_sentences(one: Collection[int], other: Collection[int]) -> float:
    """The share of the shorter text's sentences that stand in the longer one too, 0 to 1."""
    shorter = min(len(one), len(other))
    return len(set(one) & set(other)) / shorter if shorter else 0.0


def _is_telling(text: str) -> bool:
    glued = len(_GLUED.findall(text))
    return len(text) + 2 * glued >= _TELLING


def _digest(text: str, size: int) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=size).digest(), "big")


def compare_signatures(one: Signature, other: Signature) -> float:
    """The estimated resemblance (Jaccard) of two texts, 0 to 1."""
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / BINS
