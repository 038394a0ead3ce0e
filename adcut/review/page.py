"""The data block -> the text of one HTML file that needs nothing beside itself.

Markup, style and scripts stand as files in this folder and go into the page whole. A
Content-Security-Policy names them by their SHA-256, so that nothing else runs and nothing is
fetched; all that comes from a transcript goes through JSON or `html.escape`.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from string import Template

#: The scripts of an episode's page, in the order in which they need each other.
SCRIPTS = ("episode.js", "model.js", "export.js", "store.js", "dom.js", "timeline.js", "transcript.js", "panel.js",
           "player.js", "keyboard.js", "page.js")
INDEX_SCRIPTS = ("sort.js",)

#: Characters that could end the block or the line they stand in, and those that turn the direction
#: of text in an editor: all are written as \\u escapes.
_DANGEROUS = re.compile("[<>&\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
                        "\ud800-\udfff\x7f-\x9f]")


@cache
def asset(name: str) -> str:
    """Return the text of a file of this folder."""
    return files("adcut.review").joinpath(name).read_text(encoding="utf-8")


def data_block(data: object) -> str:
    """Return JSON that stays data wherever it stands in an HTML page.

    >>> data_block({"text": "</script><!--"})
    '{"text":"\\\\u003c/script\\\\u003e\\\\u003c!--"}'
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _DANGEROUS.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def render_page(data: dict[str, object]) -> str:
    """Return the page of one episode."""
    return _fill("page.html", SCRIPTS, title=str(data["title"]), data=data_block(data))


def render_index(title: str, summary: str, rows: str) -> str:
    """Return the index page of a folder; `rows` is markup, `title` and `summary` are text."""
    return _fill("index.html", INDEX_SCRIPTS, title=title, summary=html.escape(summary), rows=rows)


def _fill(template: str, scripts: Sequence[str], *, title: str, **parts: str) -> str:
    style = asset("page.css")
    bodies = [asset(name) for name in scripts]
    policy = "; ".join((
        "default-src 'none'", "script-src " + " ".join(_hash(body) for body in bodies),
        "style-src " + _hash(style), "img-src data:", "media-src 'self' file: blob:", "base-uri 'none'",
        "form-action 'none'"))
    return Template(asset(template)).substitute(
        policy=policy, title=_title(title), style=f"<style>{style}</style>",
        scripts="\n".join(f"<script>{body}</script>" for body in bodies), **parts)


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def _title(text: str) -> str:
    """A title as markup; what neither UTF-8 nor HTML can hold becomes a replacement mark."""
    def reference(match: re.Match[str]) -> str:
        return f"&#x{ord(match.group()):x};"

    shown = re.sub("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", text)
    return re.sub("[\u2028-\u202e\u2066-\u2069\u200e\u200f\u061c]", reference, html.escape(shown))
