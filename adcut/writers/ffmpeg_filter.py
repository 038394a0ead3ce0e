"""ffmpeg filter graph: the kept ranges, cut at samples."""

from __future__ import annotations

from adcut.cutlist import CutList
from adcut.writers.base import WriteOptions, WriterSpec
from adcut.writers.filtergraph import concat_graph
from adcut.writers.names import is_video
from adcut.writers.ranges import open_keeps

_NAME = "ffmpeg-filter"


def write(cut_list: CutList, options: WriteOptions) -> str:
    """Return a graph with the output `[a]`, for video media also `[v]`.

    Raises
    ------
    UnrepresentableError
        Nothing is kept.
    """
    return concat_graph(open_keeps(cut_list, _NAME), video=is_video(options.media)) + "\n"


SPEC = WriterSpec(
    name=_NAME, title='ffmpeg, re-encoding: -i MEDIA -/filter_complex FILE -map "[a]" OUT', suffix="ffgraph",
    direction="keep", resolution="1 ms in the file, 1 sample in the result",
    loses="categories, scores, sponsors", url="https://ffmpeg.org/ffmpeg-filters.html#atrim", write=write,
    options=frozenset({"media"}), merges_touching=True)
