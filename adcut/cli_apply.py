"""`adcut apply`: cut the media by a cut list."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adcut.options import input_bytes
from adcut.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from adcut.cutlist import CutList
    from adcut.cutting import ApplyOptions
    from adcut.ffmpeg import Progress
    from adcut.media import Applied
    from adcut.transcript import Transcript


@click.command()
@click.argument("cuts", type=click.Path(allow_dash=True))
@click.argument("media", type=click.Path())
@click.option("-o", "--output", required=True, type=click.Path(), metavar="OUT",
              help="The file to write; its suffix tells the format.")
@click.option("--copy", is_flag=True, help="Copy packets instead of encoding anew: fast, edges fall on packets, and "
              "the drift is printed.")
@click.option("--crossfade", type=click.IntRange(0, 10_000), default=0, metavar="MS",
              help="Crossfade at each joint; it shortens the result by as much.")
@click.option("--snap-silence", is_flag=True, help="Move each edge to the middle of the nearest silence.")
@click.option("--silence-threshold", type=click.FloatRange(-120, 0), default=-35.0, show_default=True, metavar="DB",
              help="The loudest that counts as silence, in dB of full scale.")
@click.option("--silence-length", type=click.FloatRange(0.001), default=0.3, show_default=True, metavar="S",
              help="The shortest silence, in seconds.")
@click.option("--silence-reach", type=click.FloatRange(0), default=2.0, show_default=True, metavar="S",
              help="How far an edge moves at most, in seconds.")
@click.option("--beep", "sound", flag_value="beep", help="Beep over the cuts instead of removing them.")
@click.option("--mute", "sound", flag_value="mute", help="Silence the cuts instead of removing them.")
@click.option("--duration", type=click.FloatRange(0, min_open=True), metavar="S",
              help="Length of the episode in seconds, where the list does not say it.")
@click.option("--write-timeline", is_flag=True, help="Also write the transcript, subtitles and chapters of what was "
              "made, beside it.")
@click.option("--transcript", type=click.Path(), metavar="FILE", help="The transcript for --write-timeline. Default: "
              "the one that the list names, in the folder of the list.")
@click.option("--ffmpeg", type=click.Path(), metavar="PROGRAM", help="The ffmpeg to use.")
def apply(cuts: str, media: str, output: str, copy: bool, crossfade: int, snap_silence: bool,
          silence_threshold: float, silence_length: float, silence_reach: float, sound: str | None,
          duration: float | None, write_timeline: bool, transcript: str | None, ffmpeg: str | None) -> None:
    """Cut MEDIA by the cut list CUTS (as adcut, LosslessCut, Audacity or Kodi write it; - for standard input)."""
    from adcut.cutting import ApplyOptions
    from adcut.errors import OptionError
    from adcut.media import apply as apply_to_media
    from adcut.silence import SilenceOptions
    from adcut.timing import ms_from_seconds

    silence = SilenceOptions(silence_threshold, ms_from_seconds(silence_length), ms_from_seconds(silence_reach))
    try:
        options = ApplyOptions(copy, crossfade, silence if snap_silence else None,
                               sound if sound in ("beep", "mute") else None)  # type: ignore[arg-type]
    except OptionError as error:
        raise click.UsageError(str(error)) from error
    if transcript is not None and not write_timeline:
        raise click.UsageError("--transcript goes with --write-timeline")
    listed = _cut_list(cuts).with_duration(duration)
    script = _transcript(transcript, cuts, listed) if write_timeline else None
    with _progress() as progress:
        applied = apply_to_media(listed, media, output, options, ffmpeg=ffmpeg, progress=progress,
                                 inputs=[cuts, *([script.path] if script and script.path else [])])
    _report(applied, options)
    if script is not None:
        from adcut.timeline_files import write_timeline as write_files

        for name in write_files(applied, listed, script, inputs=[cuts, media]):
            click.echo(name)


def _cut_list(path: str) -> CutList:
    from adcut.importers import read_cut_list
    from adcut.readers.decoding import decode

    name = "stdin" if path == "-" else path
    return read_cut_list(decode(input_bytes(path), name).text, path=name)


def _transcript(path: str | None, cuts: str, listed: CutList) -> Transcript:
    """Return the transcript given, else the one that the list names, which lies beside the list."""
    from adcut.api import read

    if path is None and (listed.source.path is None or cuts == "-"):
        raise click.UsageError("--write-timeline needs the transcript: give it with --transcript FILE")
    return read(path or Path(cuts).parent / Path(str(listed.source.path)).name)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Give a function that moves a progress bar, on a terminal only."""
    if not sys.stderr.isatty():
        yield None
        return
    from tqdm import tqdm

    with tqdm(total=100, unit="%", bar_format="{l_bar}{bar}| {elapsed}<{remaining}", file=sys.stderr) as bar:
        def move(done: float) -> None:
            bar.n = round(done * 100)
            bar.refresh()

        yield move


def _report(applied: Applied, options: ApplyOptions) -> None:
    """Print the output's name, and on standard error what was done to it."""
    from adcut.timing import stamp

    click.echo(applied.out)
    for note in applied.notes:
        click.echo(printable(f"adcut: {note}"), err=True)
    for move in applied.moves:
        click.echo(f"adcut: edge {stamp(move.from_ms)} moved to {stamp(move.to_ms)} "
                   f"({(move.to_ms - move.from_ms) / 1000:+.3f} s)", err=True)
    done = {"beep": "beeped over", "mute": "muted"}.get(options.replace or "", "cut")
    click.echo(f"adcut: {applied.out}: {len(applied.cuts)} {'range' if len(applied.cuts) == 1 else 'ranges'} {done}, "
               f"{applied.length_ms / 1000:.3f} s long", err=True)
    if applied.drift_ms is not None:
        click.echo(f"adcut: packets were copied: {applied.drift_ms / 1000:+.3f} s against the list; leave out --copy "
                   "for exact edges", err=True)
