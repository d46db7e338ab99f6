"""Where the groups of a topic are found in a reading.

Enters: a reading, a topic. Leaves: `Groups`. Called by `judge`, and by triage.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from service.model.verdict import MentionKind
from service.model.watch import TermGroup, Topic
from service.stages.recognise.reading import Reading
from service.stages.relevance.distance import Place, Row, make_place
from service.stages.relevance.plan import Source, plan_topic

# In Python 3.11 an enum's member costs twenty times a name.
_NAME = MentionKind.NAME


def find_groups(reading: Reading, topic: Topic) -> "Groups":
    """Where each group of the topic is found, in order."""
    return Groups(reading, topic)


class Groups(Mapping[str, list[Place]]):
    """Group -> its places in order, each found when it is asked for. In which sentences a group stands is known without
    its places, and that is enough for most: rules are many, and nearly all fail. `sentences`: by group, a bit each; 0
    of a group that rules name and the topic does not have."""

    def __init__(self, reading: Reading, topic: Topic) -> None:
        self._reading = reading
        self._plan = plan_topic(topic)
        self._places: dict[str, list[Place]] = {}
        self._listed: dict[str, list[Place]] = {}
        self._near: dict[str, list[Place]] = {}
        self._rows: dict[str, Mapping[int, Row]] = {}
        self.sentences = dict(self._plan.nowhere)
        self._find_sentences()

    def __getitem__(self, group: str) -> list[Place]:
        found = self._places.get(group)
        if found is None:
            source = self._plan.sources[group]
            members = [self[member] for member in source.members if self.sentences[member]]
            found = self._places[group] = _merge([*self._find_own(source), *members])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._plan.sources)

    def __len__(self) -> int:
        return len(self._plan.sources)

    def _find_sentences(self) -> None:
        reading, plan, sentences = self._reading, self._plan, self.sentences
        for name, hits in reading.hits.items():
            groups = plan.listed.get(name)
            if groups:
                bits = 0
                for hit in hits:
                    bits |= 1 << hit[3]
                for group in groups:
                    sentences[group] |= bits
        if reading.people:
            for source in plan.people:
                sentences[source.id] |= _set_bits(_find_people(reading, source.group))
        for source in plan.made:
            bits = sentences[source.id]
            for member in source.members:
                bits |= sentences[member]
            if source.near:
                common = -1
                for member in source.near:
                    common &= sentences[member]
                if common:
                    found = self._near[source.id] = sorted(set(self._find_near(source, common)))
                    bits |= _set_bits(found)
            sentences[source.id] = bits

    def _find_own(self, source: Source) -> list[list[Place]]:
        """The places of a group that are not those of its members, by where they come from, in order."""
        reading = self._reading
        found = [self._list_terms(name) for name in source.lists if name in reading.hits]
        if source.people and reading.people:
            found.append(sorted(set(_find_people(reading, source.group))))
        if source.id in self._near:
            found.append(self._near[source.id])
        return found

    def _list_terms(self, name: str) -> list[Place]:
        found = self._listed.get(name)
        if found is None:
            text = self._reading.document.text
            found = self._listed[name] = [
                make_place((start + (text[start] == " "), end, sentence, ""))
                for _, start, end, sentence in self._reading.hits[name]
            ]
            if len(found) > 1:
                found[:] = sorted(set(found))
        return found

    def _find_near(self, source: Source, sentences: int) -> Iterator[Place]:
        """One stretch for each place of the first member, in these sentences, beside which all others stand."""
        group = source.group
        others = [self._list_rows(member) for member in group.near[1:]]
        for anchor in self[group.near[0]]:
            sentence = anchor[2]
            if not sentences >> sentence & 1:
                continue
            stretch = anchor
            for rows in others:
                wider = rows[sentence].find_nearest(self._reading, stretch, group.words)
                if wider is None:
                    break
                stretch = wider
            else:
                yield stretch

    def _list_rows(self, member: str) -> Mapping[int, Row]:
        rows = self._rows.get(member)
        if rows is None:
            places: dict[int, list[Place]] = defaultdict(list)
            for place in self[member]:
                places[place[2]].append(place)
            rows = self._rows[member] = {sentence: Row(found) for sentence, found in places.items()}
        return rows


def _merge(sources: Sequence[list[Place]]) -> list[Place]:
    """All places, each once, in order. Of a single list it is the list itself."""
    if len(sources) == 1:
        return sources[0]
    return sorted(set().union(*sources)) if sources else []


def _set_bits(places: Iterable[Place]) -> int:
    bits = 0
    for place in places:
        bits |= 1 << place[2]
    return bits


def _find_people(reading: Reading, group: TermGroup) -> Iterator[Place]:
    for found in reading.people:
        mention = found.mention
        wanted, key = (group.officials, mention.official) if mention.kind is _NAME else (group.offices, mention.office)
        if mention.side in wanted or key in wanted:
            yield Place(found.start, found.end, found.sentence, mention.official or mention.name)
