"""An article: a page of blocks, each with a role, and numbered sentences with offsets.

All offsets are half-open code points into `Article.text`: the sentences of a block joined by
one space, the blocks joined by an empty line.  Sentences are numbered from 1 down the page,
furniture included.
"""

from __future__ import annotations

import bisect
import hashlib
import json
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from ontherecord.errors import DataError, QuoteError, UnknownNameError
from ontherecord.text import Span, plain
from ontherecord.vocabulary import ROLES, closest, listed

_PAGE = re.compile(r"\A\+\+\+\n(?P<front>.*?)\n\+\+\+\n(?P<body>.*)\Z", re.DOTALL)
_BLOCK = re.compile(r":::\{(?P<role>[^}\n]*)\}\n(?P<lines>.*?)\n:::", re.DOTALL)


@dataclass(frozen=True)
class Sentence:
    """A numbered sentence of a page."""

    number: int
    start: int
    end: int
    text: str
    role: str
    block: int


@dataclass(frozen=True)
class Block:
    """A part of the page with one role, such as a headline or a paragraph."""

    role: str
    sentences: tuple[Sentence, ...]

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end


@dataclass(frozen=True)
class Article:
    """A page of news with its text, its blocks, its sentences and its tokens."""

    id: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    front: dict[str, Any] = field(default_factory=dict, repr=False)
    frozen_tokens: tuple[Span, ...] | None = field(default=None, repr=False)

    def __repr__(self) -> str:
        return f"Article({self.id!r}, {len(self.sentences)} sentences)"

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """All sentences of the page, in order; number 1 comes first."""
        return tuple(sentence for block in self.blocks for sentence in block.sentences)

    @cached_property
    def tokens(self) -> tuple[Span, ...]:
        """The spans of the words and punctuation marks, in order."""
        if self.frozen_tokens is not None:
            return self.frozen_tokens
        return page_tokens(self.sentences)

    @cached_property
    def sha256(self) -> str:
        """The fingerprint of the text, in hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    def sentence(self, number: int) -> Sentence:
        """The sentence with that number, counted from 1."""
        known = isinstance(number, int) and not isinstance(number, bool)
        if not known or not 1 <= number <= len(self.sentences):
            raise UnknownNameError(
                f"There is no sentence {'...' if number is ... else repr(number)} in {self.id}.",
                f"The sentences have the numbers 1 to {len(self.sentences)}.",
                "Use the number that stands beside the sentence.",
            )
        return self.sentences[number - 1]

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds the offset, or the last one that starts before it."""
        starts = [sentence.start for sentence in self.sentences]
        return self.sentences[max(bisect.bisect_right(starts, offset) - 1, 0)]

    def locate(self, number: int, quote: str) -> Span:
        """The offsets of the quote in that sentence; curly and straight quotes are one.

        Raises QuoteError when the sentence holds the quote not at all or more than once.
        """
        sentence = self.sentence(number)
        wanted, shown = plain(str(quote)).strip(), plain(sentence.text)
        found = [match.start() for match in re.finditer(f"(?={re.escape(wanted)})", shown)]
        if not wanted or len(found) != 1:
            raise _quote_error(self, sentence, str(quote), len(found) if wanted else 0)
        return sentence.start + found[0], sentence.start + found[0] + len(wanted)


def _quote_error(article: Article, sentence: Sentence, quote: str, count: int) -> QuoteError:
    if count > 1:
        return QuoteError(
            f"Sentence {sentence.number} holds {quote!r} {count} times.",
            "A quote must fit one place only.",
            "Quote a few words more, so that it fits only once.",
        )
    elsewhere = [s.number for s in article.sentences if quote.strip() and quote in s.text]
    hint = (
        f"It stands in sentence {listed(map(str, elsewhere))}: use that number."
        if elsewhere
        else "Copy the words from the sentence exactly."
    )
    return QuoteError(
        f"Sentence {sentence.number} does not hold {quote!r}.",
        f"It reads: {sentence.text}",
        hint,
    )


def page_tokens(sentences: tuple[Sentence, ...]) -> tuple[Span, ...]:
    """The tokens of the sentences, made afresh with NLTK."""
    from ontherecord.text import tokens

    return tuple(
        (sentence.start + a, sentence.start + b)
        for sentence in sentences
        for a, b in tokens(sentence.text)
    )


def parse_article(page: str, file: object = "article.md") -> Article:
    """The article that the text of an article.md describes, hash and tokens not yet checked."""
    match = _PAGE.match(page.replace("\r\n", "\n").removeprefix("\ufeff"))
    if not match:
        raise DataError(file, "front matter", "it must open with TOML between two lines of +++.")
    try:
        front = tomllib.loads(match["front"])
    except tomllib.TOMLDecodeError as error:
        raise DataError(file, "front matter", f"it is not TOML ({error}).") from None
    for name in ("id", "title"):
        if not isinstance(front.get(name), str):
            raise DataError(file, "front matter", f"the entry {name!r} is missing.")
    text, blocks = _blocks(match["body"], file)
    return Article(front["id"], front["title"], text, blocks, front)


def _blocks(body: str, file: object) -> tuple[str, tuple[Block, ...]]:
    rest = _BLOCK.sub("", body).strip()
    if rest:
        raise DataError(file, f"{rest[:40]!r}", "every line must stand between :::{role} and :::.")
    text, blocks, number = "", [], 0
    for position, match in enumerate(_BLOCK.finditer(body)):
        role, lines = match["role"].strip(), match["lines"].split("\n")
        if role not in ROLES:
            raise DataError(
                file, f"block {position + 1}", f"{role!r} is no role; use {listed(ROLES)}."
            )
        text += "\n\n" if blocks else ""
        sentences = []
        for line in filter(None, map(str.strip, lines)):
            text += " " if sentences else ""
            number += 1
            start, text = len(text), text + line
            sentences.append(Sentence(number, start, len(text), line, role, position))
        if not sentences:
            raise DataError(file, f"block {position + 1}", "it holds no sentence.")
        blocks.append(Block(role, tuple(sentences)))
    if not blocks:
        raise DataError(file, "body", "it holds no block such as :::{paragraph}.")
    return text, tuple(blocks)


def load_article(folder: Any) -> Article:
    """The article in a folder of data/articles, its hash and its frozen tokens checked."""
    page = folder / "article.md"
    article = parse_article(_read(page), page)
    if article.front.get("sha256") != article.sha256:
        raise DataError(
            page,
            "sha256",
            "the text is not the one that was frozen.",
            "If the change is meant, run `python -m ontherecord freeze` on its folder.",
        )
    frozen = json.loads(_read(folder / "tokens.json"))
    if frozen["sha256"] != article.sha256:
        raise DataError(
            folder / "tokens.json",
            "sha256",
            "the tokens belong to another text.",
            "Run `python -m ontherecord freeze` on its folder.",
        )
    tokens = tuple((start, end) for start, end in frozen["tokens"])
    return Article(article.id, article.title, article.text, article.blocks, article.front, tokens)


def _read(path: Any) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(path, "file", f"it cannot be read ({type(error).__name__}).") from None


def freeze(folder: Path) -> Article:
    """The article of a folder, its hash (in article.md and key.toml) and its tokens renewed."""
    page = folder / "article.md"
    article = parse_article(_read(page), page)
    for path in (page, folder / "key.toml"):
        if path.exists():
            path.write_text(_with_hash(_read(path), article.sha256), encoding="utf-8")
    spans = ",\n".join(f"[{start}, {end}]" for start, end in page_tokens(article.sentences))
    (folder / "tokens.json").write_text(
        f'{{"sha256": "{article.sha256}",\n"tokens": [\n{spans}\n]}}\n', encoding="utf-8"
    )
    return load_article(folder)


def _with_hash(content: str, sha256: str) -> str:
    line = f'sha256 = "{sha256}"'
    if re.search(r"^sha256 = .*$", content, re.MULTILINE):
        return re.sub(r"^sha256 = .*$", line, content, count=1, flags=re.MULTILINE)
    return re.sub(r"^(article|id) = .*$", rf"\g<0>\n{line}", content, count=1, flags=re.MULTILINE)


@cache
def data_folder() -> Path:
    """The folder data/: inside the installed package, or at the top of a checkout."""
    package = Path(__file__).resolve().parent
    packaged = package / "data"
    return packaged if packaged.is_dir() else package.parent / "data"


@cache
def article(name: str = "alibaba-2022") -> Article:
    """The article of that name in data/articles."""
    folder = data_folder() / "articles"
    names = sorted(entry.name for entry in folder.iterdir() if entry.is_dir())
    if name not in names:
        near = closest(str(name), names) or names[:3]
        raise UnknownNameError(
            f"There is no article {name!r}.",
            f"Did you mean {listed(near)}?",
            "Use the name of a folder in data/articles.",
        )
    return load_article(folder / name)
