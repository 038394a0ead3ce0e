"""`adcut clean`: clean scripts and cut lists of files, folders and whole archives."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from adcut.options import DetectOptions, detection_options, input_bytes, show_notes

if TYPE_CHECKING:
    from adcut.batch import CleanResult, Job


def _job(detect: DetectOptions, transcript: str, cuts: tuple[str, ...], rate: str | None, media: str | None,
         retime: bool) -> Job:
    """Return the options of a run, checked before any file is read."""
    from adcut.batch import Job
    from adcut.timing import rate_from_text
    from adcut.writers.base import WriteOptions

    options = WriteOptions(rate=rate_from_text(rate) if rate else None, media=media)
    job = Job(detect.format, detect.cut, detect.mode, detect.threshold, detect.duration, detect.model,
              transcript, tuple(dict.fromkeys(cuts)) or ("json",), options, retime)
    job.check()
    return job


def _clean_stdin(job: Job, output: str | None) -> None:
    """Clean standard input: the script to standard output, or all outputs under `output`."""
    from adcut.api import read_bytes
    from adcut.batch.job import compose
    from adcut.files import write_whole

    transcript = read_bytes(input_bytes("-"), format=job.format, path="stdin")
    show_notes(transcript, "stdin")
    outputs = compose(job, job.detect(transcript), "stdin")
    if output is None:
        click.get_binary_stream("stdout").write(outputs.script)
        return
    for name, data in outputs.files.items():
        write_whole(os.path.join(output, name), data)


def _report(result: CleanResult, quiet: bool) -> None:
    for note in () if quiet else result.notes:
        click.echo(f"adcut: {result.path}: {note}", err=True)
    if result.error is not None:
        click.echo(f"adcut: {result.message}", err=True)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(allow_dash=True))
@click.option("-o", "--output", metavar="DIR", help="Write under this folder, the folder tree kept, instead of "
                                                    "beside the inputs.")
@click.option("--transcript", default="same", metavar="FORMAT", help="Format of the clean scripts: same (the "
              "input's own, default), md, txt, srt, vtt or json.")
@click.option("--cuts", multiple=True, metavar="FORMAT", help="Format of the cut lists, may be given more than once; "
              "`adcut formats` lists them. Default: json.")
@click.option("--rate", metavar="FPS", help="Frame rate, for cut lists that count frames: 25, 30000/1001 ...")
@click.option("--media", metavar="NAME", help="Name of the media files as the editor should find them; {stem} stands "
              "for the name of the transcript without its suffix.")
@click.option("--retime", is_flag=True, help="Shift the times of the scripts onto the cut media.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes. Default: all cores for "
              "folders, one for a few files.")
@click.option("--backend", type=click.Choice(["loky", "dask"]), help="Where the workers run: loky, on this machine "
              "(default), or dask, on a cluster.")
@click.option("--scheduler", metavar="ADDRESS", help="Address of the Dask scheduler: tcp://HOST:8786.")
@click.option("--force", is_flag=True, help="Clean also what is unchanged since the last run.")
@click.option("--quiet", is_flag=True, help="Print failures only.")
@detection_options()
def clean(paths: tuple[str, ...], output: str | None, transcript: str, cuts: tuple[str, ...], rate: str | None,
          media: str | None, retime: bool, jobs: int | None, backend: str | None, scheduler: str | None, force: bool,
          quiet: bool, detect: DetectOptions) -> int:
    """Write clean scripts and cut lists of every PATH: files, folders, - for standard input."""
    from adcut.batch import clean_many

    job = _job(detect, transcript, cuts, rate, media, retime)
    if "-" in paths:
        _clean_stdin(job, output)
    failures = 0
    for result in clean_many([p for p in paths if p != "-"], out=output, job=job):
        _report(result, quiet)
        failures += result.error is not None
    return 1 if failures else 0
