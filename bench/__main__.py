"""Run benchmarks: `python -m bench` runs all of them, `python -m bench NAME [options]` one.

Each prints its table beside its peer of the same run.
"""

import importlib
import sys
from pathlib import Path

_NOT_BENCHMARKS = {"__init__", "__main__", "instance", "synthetic", "timing", "peers", "queries"}


def main(arguments: list[str]) -> int:
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in _NOT_BENCHMARKS)
    if arguments and arguments[0] not in names:
        print(f"No benchmark named {arguments[0]}; there are: {', '.join(names)}.", file=sys.stderr)
        return 2
    chosen, options = ([arguments[0]], arguments[1:]) if arguments else (names, [])
    for name in chosen:
        print(f"\n=== {name}\n", flush=True)
        sys.argv = [f"bench/{name}.py", *options]
        importlib.import_module(f"bench.{name}").main()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
