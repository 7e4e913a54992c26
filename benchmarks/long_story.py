"""A story of any length with any number of tags: the same each time, made of invented sentences."""

from __future__ import annotations

from ontherecord.article import Article, parse_article
from ontherecord.tags import Tag

_SENTENCES = (
    "The company opened two new plants in the north of the country, a letter to its staff said.",
    "Profit fell by 12 per cent in the third quarter, according to an analyst at Quayle Research.",
    "Its chief executive expects the market to grow again next year.",
    "The newspaper reported the move on Friday, citing people who know the plan.",
    "A spokesperson confirmed the report and gave no further details.",
)
_PER_BLOCK = 4


def story(words: int) -> Article:
    """An article of at least that many words, in paragraphs of four sentences."""
    lines, count = [], 0
    while count < words:
        line = _SENTENCES[len(lines) % len(_SENTENCES)]
        lines.append(line)
        count += len(line.split())
    blocks = [lines[at : at + _PER_BLOCK] for at in range(0, len(lines), _PER_BLOCK)]
    body = "\n\n".join(":::{paragraph}\n" + "\n".join(block) + "\n:::" for block in blocks)
    return parse_article(f'+++\nid = "long"\ntitle = "A long story"\n+++\n\n{body}\n')


def tags_of(article: Article, count: int) -> list[Tag]:
    """That many tags, spread over the story; each third one is a claim with a link and a status."""
    made: list[Tag] = []
    step = max(len(article.tokens) // max(count, 1), 1)
    for number in range(count):
        at = min(number * step, len(article.tokens) - 1)
        sentence = article.sentence_at(article.tokens[at][0])
        near = article.tokens[max(at - 40, 0) : at + 40]
        words = [t for t in near if sentence.start <= t[0] and t[1] <= sentence.end]
        first = number % (len(words) - 4)
        label = ("source", "cue", "claim")[number % 3]
        claim = label == "claim"
        made.append(
            {
                "id": f"t{number}",
                "start": words[first][0],
                "end": words[first + 2 + number % 2][1],
                "label": label,
                "target": f"t{number - 2}" if claim else None,
                "status": "reported" if claim else None,
            }
        )
    return made
