"""Pictures of an article in HTML: the numbered page, and the map of its claims.

`format_*` functions return HTML text; `page` and `claim_map` return it as an object that a
notebook shows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from ontherecord.article import Article, Sentence
from ontherecord.article import article as shipped_article
from ontherecord.errors import in_plain_words
from ontherecord.key import Claim, Key
from ontherecord.key import key as shipped_key
from ontherecord.vocabulary import STATUS_MEANINGS, STATUSES

LETTERS = {"reported": "R", "confirmed": "C", "company data": "D", "view": "V", "own voice": "O"}
"""The letter that stands for each status where there is no room for the word."""

# Colours keep 4.5:1 against the text in the light and in the dark theme; every status also
# has a letter and a line style of its own.
STYLE = """<style>
.otr-page{max-width:46rem;color:var(--jp-ui-font-color0,#111);line-height:1.65;
font-family:Georgia,'Source Serif 4',serif;font-size:1.02rem;overflow-wrap:anywhere}
.otr-page p{margin:.5rem 0}.otr-page .otr-role{font:600 .72rem/1.2 system-ui,sans-serif;
letter-spacing:.04em;text-transform:uppercase;color:var(--jp-ui-font-color1,#333);display:block}
.otr-page .otr-headline{font-size:1.45rem;line-height:1.25;font-weight:700}
.otr-page .otr-furniture{border:1px dashed var(--jp-border-color1,#888);padding:.3rem .6rem;
font-family:system-ui,sans-serif;font-size:.9rem}
.otr-page .otr-caption{font-size:.9rem;border-left:3px solid var(--jp-border-color1,#888);
padding-left:.6rem}
.otr-page .otr-number{font:600 .72rem/1 system-ui,sans-serif;color:var(--jp-ui-font-color1,#333);
margin-right:.3rem;vertical-align:.15em}
.otr-page .otr-note{font:.85rem/1.4 system-ui,sans-serif;color:var(--jp-ui-font-color1,#333)}
.otr-page mark{color:inherit;background:color-mix(in srgb,var(--otr) 17%,transparent);
text-decoration:underline var(--otr);text-decoration-thickness:2px;text-underline-offset:.22em}
.otr-page .otr-chip{font:700 .68rem/1 system-ui,sans-serif;border:1px solid currentColor;
border-radius:.25rem;padding:.05rem .22rem;margin-left:.2rem;vertical-align:.25em}
.otr-page .otr-s0{--otr:#a65f00}.otr-page .otr-s0{text-decoration-style:dashed}
.otr-page .otr-s1{--otr:#00735c}.otr-page .otr-s1{text-decoration-style:double}
.otr-page .otr-s2{--otr:#1565a7}.otr-page .otr-s2{text-decoration-style:dotted}
.otr-page .otr-s3{--otr:#a3388a}.otr-page .otr-s3{text-decoration-style:wavy}
.otr-page .otr-s4{--otr:#777}.otr-page .otr-s4{text-decoration-style:solid}
.otr-page mark.otr-s4{background:none}
.otr-page ul{list-style:none;margin:.5rem 0 1rem;padding:.6rem .9rem;border-radius:4px;
background:var(--jp-layout-color2,#eee);font:.9rem/1.9 system-ui,sans-serif}
.otr-page li mark{font-weight:600;margin-right:.1rem}.otr-page li .otr-chip{margin-right:.5rem}
.otr-page .otr-hidden{position:absolute;width:1px;height:1px;overflow:hidden;
clip-path:inset(50%);white-space:nowrap}
@media (forced-colors:active){.otr-page mark{background:none}}
</style>"""


@dataclass(frozen=True)
class Picture:
    """HTML that a notebook shows, with a sentence that says what it is."""

    html: str
    says: str

    def __repr__(self) -> str:
        return self.says

    def _repr_html_(self) -> str:
        return self.html


def _number(sentence: Sentence) -> str:
    return (
        f'<span class="otr-number"><span class="otr-hidden">Sentence </span>'
        f"{sentence.number}</span>"
    )


def _block(role: str, sentences: Iterable[str]) -> str:
    label = "" if role == "paragraph" else f'<span class="otr-role">{escape(role)}</span>'
    return f'<p class="otr-{role}">{label}{" ".join(sentences)}</p>'


def format_page(article: Article, numbers: Iterable[int] | None = None) -> str:
    """The page with its roles and sentence numbers; only those sentences when given."""
    wanted = {article.sentence(n).number for n in numbers} if numbers is not None else None
    shown = []
    for block in article.blocks:
        sentences = [s for s in block.sentences if wanted is None or s.number in wanted]
        if sentences:
            shown.append(_block(block.role, [_number(s) + escape(s.text) for s in sentences]))
    # A few sentences are quoted again and again in a lesson; the note stands under the whole page.
    note = _note(article) if wanted is None else ""
    return f'{STYLE}<div class="otr-page">{"".join(shown)}{note}</div>'


def _note(article: Article) -> str:
    note = article.front.get("note", "")
    retold = article.front.get("retells")
    if retold:
        note += f" The original: {retold['title']}, {retold['publisher']}, {retold['date']}."
    elif article.front.get("invented") and not note:
        note = "This story and all names in it are invented."
    return f'<p class="otr-note">{escape(note.strip())}</p>' if note else ""


def _marked(sentence: Sentence, claims: list[Claim]) -> str:
    """The sentence with its claims marked; where claims nest, the shortest one shows."""
    ends = {at for claim in claims for at in claim.content_span}
    cuts = sorted({sentence.start, sentence.end} | ends)
    parts = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        words = escape(sentence.text[start - sentence.start : end - sentence.start])
        over = [c for c in claims if c.content_span[0] <= start and end <= c.content_span[1]]
        if over:
            inner = min(over, key=lambda claim: claim.content_span[1] - claim.content_span[0])
            words = f'<mark class="otr-s{STATUSES.index(inner.status)}">{words}</mark>'
        chips = "".join(_chip(claim.status) for claim in claims if claim.content_span[1] == end)
        parts.append(words + chips)
    return "".join(parts)


def _chip(status: str) -> str:
    return (
        f'<span class="otr-chip"><span aria-hidden="true">{LETTERS[status]}</span>'
        f'<span class="otr-hidden"> ({escape(status)})</span></span>'
    )


def format_legend(key: Key) -> str:
    """The five statuses with their letter, their line, their meaning and their number."""
    counts = Counter(claim.status for claim in key.claims)
    rows = "".join(
        f'<li><mark class="otr-s{place}">{escape(status)}</mark>{_chip(status)}'
        f"{escape(STATUS_MEANINGS[status])}: {counts[status]} claims</li>"
        for place, status in enumerate(STATUSES)
    )
    return f"<ul>{rows}</ul>"


def format_claim_map(key: Key) -> str:
    """The article with every claim of the key marked by its status, under a legend."""
    blocks = []
    for block in key.article.blocks:
        sentences = [
            _number(s) + _marked(s, list(key.claims_in(s.number))) for s in block.sentences
        ]
        blocks.append(_block(block.role, sentences))
    body = "".join(blocks)
    return f'{STYLE}<div class="otr-page">{format_legend(key)}{body}{_note(key.article)}</div>'


@in_plain_words
def page(name: str = "alibaba-2022", sentences: Iterable[int] | None = None) -> Picture:
    """The numbered page of an article, or only some of its sentences."""
    article = shipped_article(name)
    numbers = list(sentences) if sentences is not None else None
    count = len(numbers) if numbers is not None else len(article.sentences)
    return Picture(format_page(article, numbers), f"{article.title}: {count} sentences")


@in_plain_words
def claim_map(name: str = "alibaba-2022") -> Picture:
    """The map of an article: each claim marked by who stands behind it, as the key reads it."""
    key = shipped_key(name)
    return Picture(
        format_claim_map(key),
        f"Map of {key.article.id}: {len(key.claims)} claims from {len(key.sources)} sources",
    )
