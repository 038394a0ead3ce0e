"""`adcut review`: a page on which an editor sees the ads and corrects the cuts."""

from __future__ import annotations

import os
from pathlib import Path

import click

from adcut.options import DetectOptions, detection_options, show_notes
from adcut.terminal import printable


@click.command()
@click.argument("path", type=click.Path(allow_dash=True))
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="The page; for a folder, the folder of the "
              "pages. Default: STEM.review.html beside the input, for a folder also index.html.")
@click.option("--media", type=click.Path(exists=True), metavar="FILE", help="The audio or video, played by the page "
              "where it lies. For a folder of transcripts: the folder with the media, same names.")
@click.option("--cuts", type=click.Path(exists=True, dir_okay=False), metavar="FILE", help="A cut list corrected "
              "before, shown in place of what is found. Default: STEM.reviewed.cuts.json where it lies beside.")
@detection_options()
def review(path: str, output: str | None, media: str | None, cuts: str | None, detect: DetectOptions) -> int:
    """Write a page to look at the ads of PATH and correct them: a transcript, a folder, - for standard input."""
    if path != "-" and os.path.isdir(path):
        return _folder(path, output, media, cuts, detect)
    if path == "-" and output is None:
        raise click.UsageError("a page of standard input needs a name: -o page.html")
    if media is not None and os.path.isdir(media):
        raise click.UsageError("--media is a folder: give the media file of this transcript")
    _page(path, output, media, cuts, detect)
    return 0


def _page(path: str, output: str | None, media: str | None, cuts: str | None, detect: DetectOptions) -> None:
    from adcut.files import write_whole
    from adcut.review import PageSettings, episode_page
    from adcut.review.episode import corrected_list, media_reference, read_corrected

    detection = detect.detect(detect.read(path))
    show_notes(detection.transcript, path)
    page = output or str(Path(path).with_suffix(".review.html"))
    listed = cuts if cuts or path == "-" else corrected_list(path, page)
    settings = PageSettings(media=None if media is None else media_reference(media, page),
                            show="" if path == "-" else Path(os.path.abspath(path)).parent.name)
    text = episode_page(detection, settings, None if listed is None else read_corrected(listed))
    write_whole(page, text.encode(), sources=[p for p in (path, media, listed) if p is not None and p != "-"])
    if listed is not None:
        click.echo(printable(f"adcut: {path}: with the corrections in {listed}"), err=True)
    click.echo(page)


def _folder(path: str, output: str | None, media: str | None, cuts: str | None, detect: DetectOptions) -> int:
    from adcut.review.folder import INDEX_NAME, review_folder

    if cuts is not None:
        raise click.UsageError("--cuts belongs to one transcript; for a folder, corrected lists "
                               "(STEM.reviewed.cuts.json) are taken from beside the transcripts")
    if media is not None and not os.path.isdir(media):
        raise click.UsageError("--media must be a folder for a folder of transcripts")
    failures = 0
    for episode in review_folder(path, output, lambda name: detect.detect(detect.read(name)), media=media):
        if episode.page is None:
            failures += 1
            click.echo(printable(f"adcut: {episode.failure}"), err=True)
    click.echo(os.path.join(output or path, INDEX_NAME))
    return 1 if failures else 0
