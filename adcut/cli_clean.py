"""`adcut clean`: clean scripts and cut lists of files, folders and whole archives."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from adcut.errors import AdcutError, FormatError, OptionError
from adcut.options import DetectOptions, detection_options, input_bytes
from adcut.terminal import printable

if TYPE_CHECKING:
    from adcut.batch import CleanResult, Job, Run
    from adcut.batch.summary import Summary

#: Up to this many files, each gets a line of its own at the end.
LISTED_FILES = 10


def _job(detect: DetectOptions, transcript: str, cuts: tuple[str, ...], rate: str | None, media: str | None,
         retime: bool) -> Job:
    """Return the options of a run, checked before any file is read."""
    from adcut.batch import Job
    from adcut.timing import rate_from_text
    from adcut.writers.base import WriteOptions

    try:
        options = WriteOptions(rate=rate_from_text(rate) if rate else None, media=media)
        job = Job(detect.format, detect.cut, detect.mode, detect.threshold, detect.duration, detect.model,
                  transcript, tuple(dict.fromkeys(cuts)) or ("json",), options, retime)
        job.check()
    except (FormatError, OptionError) as error:
        raise click.UsageError(str(error)) from error
    return job


def _run(paths: list[str], output: str | None, job: Job, jobs: int | None, backend: str | None,
         scheduler: str | None, force: bool) -> Run:
    """Return the run over the files and folders, planned."""
    from adcut.batch import Workers, prepare

    try:
        return prepare(paths, output, job, Workers(jobs, backend, scheduler), force=force)
    except OptionError as error:
        raise click.UsageError(str(error)) from error


def _say(line: str) -> None:
    """Print a message; a progress bar steps aside for it."""
    line = printable(line)
    if sys.stderr.isatty():
        from tqdm import tqdm

        tqdm.write(f"adcut: {line}", file=sys.stderr)
    else:
        click.echo(f"adcut: {line}", err=True)


def _clean_stdin(job: Job, output: str | None, quiet: bool) -> bool:
    """Clean standard input: the script to standard output, or all outputs under `output`."""
    from adcut.api import read_bytes
    from adcut.batch.job import compose
    from adcut.batch.piped import keep_piped

    try:
        transcript = read_bytes(input_bytes("-"), format=job.format, path="stdin")
        for note in () if quiet else transcript.notes:
            _say(f"stdin: {note}")
        detection = job.detect(transcript)
        if output is None:
            sys.stdout.buffer.write(compose(job, detection, "stdin").script)
        else:
            for note in keep_piped(job, detection, output):
                _say(f"stdin: {note}")
    except AdcutError as error:
        _say(str(error))
        return False
    return True


def _clean_files(run: Run, quiet: bool) -> tuple[Summary, list[CleanResult]]:
    """Carry out a run, name every failure as it comes, and return the sum and the first results."""
    from adcut.batch.progress import in_order, watched
    from adcut.batch.result import shown
    from adcut.batch.summary import Summary

    summary = Summary()
    first: list[CleanResult] = []
    total = len(run.plan.tasks)
    for note in () if quiet else run.plan.notes:
        _say(note)
    with closing(run.results(summary.vanished.append)) as results:
        try:
            for result in in_order(results if quiet else watched(results, total, _say)):
                for note in () if quiet else result.notes:
                    _say(f"{shown(result.path)}: {note}")
                if result.error is not None:
                    _say(result.message)
                summary.add(result)
                first += [result] if len(first) < LISTED_FILES else []
        except KeyboardInterrupt:
            _say(f"stopped after {summary.files:,} of {total:,} files; the same command goes on from there")
            raise
    for gone in () if quiet else summary.vanished[:LISTED_FILES]:
        _say(gone.message)
    if not quiet and len(summary.vanished) > LISTED_FILES:
        _say(f"... and {len(summary.vanished) - LISTED_FILES:,} others that are no longer there; with -o, summary.json lists "
             'them all under "vanished"')
    return summary, first


def _write(summary: Summary, output: str) -> bool:
    """Write the summary under the output folder; name each file that stands in its way."""
    from adcut.batch.remote import plain
    from adcut.batch.result import shown

    in_the_way = summary.write(plain(output))
    for path in in_the_way:
        _say(f"{shown(path)}: is no summary of adcut and was left as it is, so the summary was not written there; move it, "
             "or choose another folder with -o")
    return not in_the_way


def _show(summary: Summary, first: list[CleanResult], aside: bool) -> None:
    """Print what came of the run; `aside`: standard output holds a script."""
    from adcut.batch.result import shown

    for result in first if len(first) == summary.files else ():
        if result.figures is not None:
            cuts = sum(read.cut for read in result.figures.reads)
            written = ", ".join(map(shown, result.outputs))
            click.echo(printable(f"{shown(result.path)}: {cuts} cut ({result.status.value}) -> {written}"), err=aside)
    if summary.files > 1:
        click.echo(printable("\n".join(summary.table())), err=aside)


def _folder_name(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from adcut.batch.remote import plain

    try:
        folder = plain(value)
    except OptionError as error:
        raise click.BadParameter(str(error)) from error
    if folder == "" or (os.path.exists(folder) and not os.path.isdir(folder)):
        raise click.BadParameter(f"{value!r} is no folder; give one, it is made where it is missing")
    return folder


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(allow_dash=True))
@click.option("-o", "--output", metavar="DIR", callback=_folder_name, help="Write under this folder, the folder tree "
              "kept, instead of beside the inputs.")
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
    job = _job(detect, transcript, cuts, rate, media, retime)
    run = _run([p for p in paths if p != "-"], output, job, jobs, backend, scheduler, force)
    good = _clean_stdin(job, output, quiet) if "-" in paths else True
    if run.plan.tasks or run.plan.notes:
        summary, first = _clean_files(run, quiet)
        if output is not None and (run.has_work or summary.vanished):
            good = _write(summary, output) and good
        if not quiet:
            _show(summary, first, aside="-" in paths and output is None)
        good = good and not summary.failures
    return 0 if good else 1
