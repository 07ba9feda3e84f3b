# SPDX-License-Identifier: Apache-2.0
"""The English interface is complete: every Chinese sentence a screen may show has its English."""

import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po

from tests.house import APPS

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {"_": None, "_t": None, "gettext": None, "gettext_lazy": None, "ngettext": (1, 2)}
TAG = re.compile(r"{%\s*translate\s+\"([^\"]+)\"")
BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.S)
VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def in_code(domain: str) -> Iterator[tuple[str, str]]:
    """Sentences of Python (django) or JavaScript (djangojs) with the file they stand in."""
    if domain == "django":
        files = [file for app in APPS for file in (ROOT / app).rglob("*.py")]
        files = [file for file in files if "migrations" not in file.parts]
    else:
        files = [*(ROOT / "static").rglob("*.js")]
    method = "python" if domain == "django" else "javascript"
    for file in files:
        with file.open("rb") as opened:
            for _line, found, _comments, _context in extract(method, opened, KEYWORDS):
                for sentence in (found,) if isinstance(found, str) else found:
                    if sentence:
                        yield str(sentence), str(file.relative_to(ROOT))


def in_templates() -> Iterator[tuple[str, str]]:
    for file in (ROOT / "templates").rglob("*.html"):
        text = file.read_text()
        for sentence in TAG.findall(text):
            yield sentence, str(file.relative_to(ROOT))
        for block in BLOCK.findall(text):
            yield VARIABLE.sub(r"%(\1)s", block), str(file.relative_to(ROOT))


def translated(domain: str) -> set[str]:
    known: set[str] = set()
    for file in ROOT.glob(f"*/locale/en/LC_MESSAGES/{domain}.po"):
        known |= _known(file)
    top = ROOT / "locale" / "en" / "LC_MESSAGES" / f"{domain}.po"
    return known | (_known(top) if top.exists() else set())


def _known(file: Path) -> set[str]:
    with file.open("rb") as opened:
        catalog = read_po(opened)
    found: set[str] = set()
    for message in catalog:
        if message.id and message.string and not message.fuzzy:
            ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
            found |= {str(each) for each in ids}
    return found


def missing(domain: str, said: Iterator[tuple[str, str]]) -> list[str]:
    known = translated(domain)
    return sorted(
        {f"{file}: {text}" for text, file in said if CHINESE.search(text) and text not in known}
    )


def test_every_sentence_of_the_server_has_its_english() -> None:
    assert missing("django", in_code("django")) == []


def test_every_sentence_of_the_templates_has_its_english() -> None:
    assert missing("django", in_templates()) == []


def test_every_sentence_of_the_scripts_has_its_english() -> None:
    assert missing("djangojs", in_code("djangojs")) == []
