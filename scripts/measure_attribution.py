"""Measures the machine reader on a part of PolNeAR, beside textacy where that is installed.

    python scripts/measure_attribution.py FOLDER [--spacy MODEL]

FOLDER is a part of the corpus, such as data/dev of github.com/networkdynamics/PolNeAR, with
text/ and attributions/ in it.  The corpus has no licence: measure with it, and ship none of it.
An attribution is right when its source and its content are both at least half right (token F1);
articles that several people tagged count once, with the first of them.
"""

import argparse
import contextlib
import re
import time
from dataclasses import dataclass
from pathlib import Path

from ontherecord.attribution import attributions
from ontherecord.attribution.rules import shipped
from ontherecord.attribution.scoring import Score, Words, pairs
from ontherecord.attribution.words import forms

# Fixed here, so that no change to the cue list changes what is measured.
SPEECH_VERBS = """
    say tell add note write state report announce ask explain argue claim insist reply answer
    respond declare tweet continue warn admit acknowledge confirm deny suggest predict promise vow
    pledge complain assert contend maintain allege concede recall remark mention emphasize stress
    reiterate repeat joke quip boast brag lament urge call describe conclude observe disclose
    reveal comment
""".split()
SPEECH = {form for verb in SPEECH_VERBS for form in forms(verb)} | {"according"}
ANSWERS = {form for verb in "confirm deny decline refuse respond".split() for form in forms(verb)}


@dataclass
class Tagged:
    """An attribution as somebody tagged it."""

    source: list
    cue: list
    content: list


def read_tags(path):
    """The attributions in a standoff file of PolNeAR; those without a content are left out."""
    spans, events = {}, []
    for line in path.read_text("utf-8").splitlines():
        name, _, rest = line.partition("\t")
        if name.startswith("T"):
            label, _, places = rest.split("\t")[0].partition(" ")
            spans[name] = [tuple(map(int, place.split())) for place in places.split(";")]
        elif name.startswith("E"):
            events.append(rest.split())
    found = []
    for event in events:
        parts = {"Source": [], "Cue": [], "Content": []}
        for role, _, name in (argument.partition(":") for argument in event):
            role = role.rstrip("0123456789")
            if role in parts:
                parts[role] += spans.get(name, [])
        if parts["Content"]:
            found.append(Tagged(parts["Source"], parts["Cue"], parts["Content"]))
    return found


def corpus(folder):
    """Each text with its tags; of several people, the first by name."""
    seen = {}
    for path in sorted((folder / "attributions").glob("*.ann")):
        seen.setdefault(path.stem.rpartition("_")[0], path)
    for name, path in seen.items():
        yield (folder / "text" / f"{name}.txt").read_text("utf-8"), read_tags(path)


def cue_words(text, one):
    """The words of a cue, in small letters."""
    return set(re.findall(r"[a-z]+", " ".join(text[a:b] for a, b in one.cue).lower()))


def measure(reader, articles):
    """The scores of a reader on all cues and on speech, and how many answers it found."""
    every, speech, seconds, count = Score(0, 0, 0), Score(0, 0, 0), 0.0, 0
    answers = touched = whole = 0
    reader(articles[0][0])
    for text, wanted in articles:
        started = time.perf_counter()
        found = reader(text)
        seconds += time.perf_counter() - started
        count += len(text.split())
        right = pairs(text, found, wanted)
        every += Score(len(right), len(found), len(wanted))
        ours = {i for i, one in enumerate(found) if cue_words(text, one) & SPEECH}
        theirs = {i for i, one in enumerate(wanted) if cue_words(text, one) & SPEECH}
        both = sum(here in ours and there in theirs for here, there in right.items())
        speech += Score(both, len(ours), len(theirs))
        words = Words(text)
        cues = [words.within(one.cue) for one in found]
        for place, one in enumerate(wanted):
            if cue_words(text, one) & ANSWERS:
                answers += 1
                whole += place in right.values()
                touched += any(words.within(one.cue) & cue for cue in cues)
    return every, speech, touched, whole, answers, 1e6 * seconds / count


def textacy_reader(model):
    """textacy's direct_quotations as a reader, or why it cannot be had."""
    try:
        import spacy
        from textacy.extract import direct_quotations
    except ImportError as error:
        return f"not measured: {error.name} is not installed"
    try:
        parse = spacy.load(model)
    except OSError:
        return f"not measured: there is no spaCy model {model}"

    def span(words, start):
        return start + words[0].idx, start + words[-1].idx + len(words[-1])

    def quoted(text, start):
        return [
            Tagged(*([span(part, start)] for part in (one.speaker, one.cue, one.content)))
            for one in direct_quotations(parse(text))
            if one.speaker and one.cue and one.content
        ]

    def read(text):
        try:
            return quoted(text, 0)
        except ValueError:
            # It refuses a text with an odd number of quotation marks: then by paragraph.
            found = []
            for line in re.finditer(r"[^\n]+", text):
                with contextlib.suppress(ValueError):
                    found += quoted(line.group(), line.start())
            return found

    return read


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="a part of PolNeAR, with text/ and attributions/")
    parser.add_argument("--spacy", default="en_core_web_sm", help="the spaCy model for textacy")
    asked = parser.parse_args()
    if not (asked.folder / "attributions").is_dir():
        parser.error(f"{asked.folder} holds no folder attributions/; give a part such as data/dev")
    articles = list(corpus(asked.folder))
    print(f"{len(articles)} articles, {len(shipped().cues)} cues in the list")
    print("whole attributions       all: P    R   F1 | speech: P    R   F1 | answers    | ms per")
    print(
        "                                          |                     | cue  whole | 1,000 words"
    )
    for name, reader in (
        ("ontherecord", attributions),
        ("textacy", textacy_reader(asked.spacy)),
    ):
        if isinstance(reader, str):
            print(f"{name:24} {reader}")
            continue
        every, speech, touched, whole, answers, speed = measure(reader, articles)
        rates = [
            f"{100 * part.precision:5.1f}{100 * part.recall:5.1f}{100 * part.f1:5.1f}"
            for part in (every, speech)
        ]
        share = f"{100 * touched / answers:4.0f}%{100 * whole / answers:4.0f}%"
        print(f"{name:24}   {rates[0]} |     {rates[1]} | {share} {answers:3} | {speed:6.0f}")


if __name__ == "__main__":
    main()
