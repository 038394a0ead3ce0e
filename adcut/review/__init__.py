"""The review page: what was found, to look at and to correct, in one HTML file.

    Detection -> builder (data block) -> page (HTML) ; many of them -> folder (index)

The page itself is page.html, page.css and the .js files of this folder.
"""

from __future__ import annotations

from adcut.review.builder import PageSettings, page_data
from adcut.review.episode import episode_data, episode_page
from adcut.review.page import render_index, render_page

__all__ = ["PageSettings", "episode_data", "episode_page", "page_data", "render_index", "render_page"]
