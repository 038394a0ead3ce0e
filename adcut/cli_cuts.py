"""`adcut cuts` and `adcut formats`: cut lists, made from a transcript or converted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import click

from adcut.cutlist import CutList
from adcut.options import DetectOptions, cut_list_format, detection_options, frame_rate, input_bytes, show_notes


def _cut_list(path: str, detect: DetectOptions) -> CutList:
    """Return the cut list in a file, or the one of the transcript in it."""
    from adcut.api import read_bytes
    from adcut.importers import is_cut_list, read_cut_list
    from adcut.readers.decoding import decode

    data, name = input_bytes(path), "stdin" if path == "-" else path
    if detect.format is None and is_cut_list(text := decode(data, name).text):
        return read_cut_list(text, path=name).with_duration(detect.duration)
    detection = detect.detect(read_bytes(data, format=detect.format, path=name))
    show_notes(detection.transcript, name)
    return detection.to_cut_list()


@click.command()
@click.argument("path", type=click.Path(allow_dash=True))
@click.option("--to", "target", default="json", metavar="FORMAT", callback=cut_list_format,
              help="Format of the cut list; `adcut formats` lists them. Default: json.")
@click.option("-o", "--output", type=click.Path(), metavar="FILE", help="Write here instead of standard output.")
@click.option("--rate", metavar="FPS", callback=frame_rate,
              help="Frame rate, for formats that count frames: 25, 30000/1001 ...")
@click.option("--drop-frame", is_flag=True, help="Drop-frame timecode (29.97 and 59.94 only).")
@click.option("--media", metavar="NAME", help="Name of the media file as the editor should find it.")
@click.option("--action", type=click.IntRange(0, 3), help="Edit action of mplayer-edl: 0 cut, 3 commercial break.")
@click.option("--timeline", type=click.Choice(["source", "cut"]), help="Whose times the chapters are in.")
@detection_options()
def cuts(path: str, target: str, output: str | None, rate: Fraction | None, drop_frame: bool, media: str | None,
         action: int | None, timeline: str | None, detect: DetectOptions) -> None:
    """Write the cut list of PATH: a transcript, or a cut list to convert (- for standard input)."""
    from adcut.files import write_whole
    from adcut.writers import write_cut_list
    from adcut.writers.base import WriteOptions

    given = {"rate": rate, "drop_frame": drop_frame or None, "media": media,
             "action": action, "timeline": timeline}
    options = WriteOptions(**{k: v for k, v in given.items() if v is not None})  # type: ignore[arg-type]
    listed = _cut_list(path, detect)
    text = write_cut_list(listed, target, options)
    if output is None or output == "-":
        click.echo(text, nl=False)
    else:
        write_whole(output, text.encode(), sources=() if path == "-" else (str(Path(path)),))


@click.command()
def formats() -> None:
    """List the cut-list formats: what each holds, needs and loses."""
    from adcut.writers import format_table

    rows = format_table()
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
