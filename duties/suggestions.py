# SPDX-License-Identifier: Apache-2.0
"""Which matter a text speaks of: plain words counted, nothing learnt, always the same answer."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from duties.directory import MatterRow

# A call note says what it is about early; a longer text only costs time.
MOST_CHARACTERS = 1000
_PAIR = 2
# A shared pair of characters hints, a keyword tells.
_HINT = 0.25
_PART_OF_NAME = 0.5
# A matter this far behind the best is noise.
_SHARE_OF_BEST = 0.15
# Pairs with these characters join words and hint at nothing.
_PARTICLES = frozenset("的了很我是有个在不没和")
_DIVIDERS = re.compile(r"[、,，()（）—\s]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of all matters, by their first two characters, and what each is worth."""

    words: dict[str, tuple[tuple[str, int, float], ...]]
    hints: dict[str, tuple[tuple[int, float], ...]]
    matters: tuple[MatterRow, ...]


def vocabulary_of(matters: Iterable[MatterRow]) -> Vocabulary:
    """Collect names and keywords; a word that several matters use is worth less to each."""
    rows = tuple(matter for matter in matters if not matter.must_reclassify)
    spoken = [_words_of(matter) for matter in rows]
    users = Counter(word for words in spoken for word in words)
    words: dict[str, list[tuple[str, int, float]]] = {}
    for index, mine in enumerate(spoken):
        for word, weight in mine.items():
            worth = weight * len(word) ** 1.5 / users[word]
            words.setdefault(word[:_PAIR], []).append((word, index, worth))
    return Vocabulary(
        words={start: tuple(found) for start, found in words.items()},
        hints=_hints_of(spoken),
        matters=rows,
    )


def suggest(text: str, vocabulary: Vocabulary, limit: int = 3) -> tuple[MatterRow, ...]:
    """Return the likeliest matters for a text (登记建议), best first; none for an empty text."""
    spoken = "".join(text.split())[:MOST_CHARACTERS]
    pairs = {spoken[at : at + _PAIR] for at in range(len(spoken) - 1)}
    scores: Counter[int] = Counter()
    for pair in pairs:
        for word, index, worth in vocabulary.words.get(pair, ()):
            if word in spoken:
                scores[index] += worth  # type: ignore[assignment]
        for index, worth in vocabulary.hints.get(pair, ()):
            scores[index] += worth  # type: ignore[assignment]
    enough = max(scores.values(), default=0) * _SHARE_OF_BEST
    likely = [index for index in scores if scores[index] >= enough]
    best = sorted(likely, key=lambda index: (-scores[index], index))
    return tuple(vocabulary.matters[index] for index in best[:limit])


def _words_of(matter: MatterRow) -> dict[str, float]:
    """A keyword tells; a part of the name less so (道路 is in half of all letters)."""
    parts = [part for part in _DIVIDERS.split(matter.name) if len(part) > _PAIR]
    words = dict.fromkeys(parts, _PART_OF_NAME)
    return words | dict.fromkeys((matter.name, *matter.keywords), 1.0)


def _hints_of(spoken: list[dict[str, float]]) -> dict[str, tuple[tuple[int, float], ...]]:
    """Two neighbouring characters of a word, worth the less the more matters have them."""
    pairs = [
        {word[at : at + _PAIR] for word in words for at in range(len(word) - 1)} for words in spoken
    ]
    users = Counter(pair for mine in pairs for pair in mine)
    hints: dict[str, list[tuple[int, float]]] = {}
    for index, mine in enumerate(pairs):
        for pair in mine:
            hints.setdefault(pair, []).append((index, _HINT * _PAIR / users[pair]))
    return {pair: tuple(found) for pair, found in hints.items()}
