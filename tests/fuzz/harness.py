"""What the fuzz targets share: `python -m tests.fuzz.<target> -max_total_time=60`."""

import sys
import tempfile
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path

import atheris

FOUND = Path(__file__).resolve().parents[2] / ".cache" / "fuzz"


def run(target: Callable[[bytes], None], seeds: Iterable[bytes]) -> None:
    """Fuzz from these seeds; an exception that the target lets through ends it with its input."""
    warnings.simplefilter("ignore")
    FOUND.mkdir(parents=True, exist_ok=True)
    limits = ["-timeout=10", "-rss_limit_mb=2048", "-max_len=16384", "-keep_seed=1"]
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds):
            (Path(corpus) / str(number)).write_bytes(seed)
        atheris.Setup([*sys.argv, *limits, f"-artifact_prefix={FOUND}/", corpus], target)
        atheris.Fuzz()
