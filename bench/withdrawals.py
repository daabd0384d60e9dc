"""Nights over many units while lists, articles and whole hosts fail at random: who is said to have withdrawn a report?

What a shard would tell is made up; jobs, storage, stages and rules are the real ones. What stands where is planted:
reports that are withdrawn, return, flicker, or only seem to be gone. Told must be exactly what the rule says, on the
night on which it says it, and nobody whose report stood may ever be said to have withdrawn it.
"""

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.flows.absent_nights import Nights
from tests.flows.absent_town import Weather, expected, town


def main() -> int:
    options = _options()
    print(f"{options.units} units, {options.nights} nights, seed {options.seed}")
    print(f"{'failing':>8}{'withdrawn':>11}{'returned':>9}{'missed':>8}{'false':>7}{'another night':>14}{'seconds':>9}")
    wrong = 0
    for rate in options.rates:
        began = time.monotonic()
        reports = town(options.units, options.nights, options.seed)
        weather = Weather(rate, options.seed)
        with tempfile.TemporaryDirectory() as folder:
            nights = Nights(Path(folder), reports, weather)
            nights.play(options.nights)
            said = nights.said()
            nights.close()
        planned = {(kind, r.number, night) for r in reports for kind, night in expected(r, weather, options.nights)}
        gone = {r.number: r.page_gone & r.unlisted for r in reports}
        false = sum(kind == "vanished" and night not in gone[number] for kind, number, night in said)
        missed, early = planned - said, said - planned
        kinds = Counter(kind for kind, _, _ in said)
        print(
            f"{rate:>8.0%}{kinds['vanished']:>11}{kinds['returned']:>9}{len(missed):>8}{false:>7}{len(early):>14}"
            f"{time.monotonic() - began:>9.0f}",
            flush=True,
        )
        wrong += len(missed) + len(early) + false
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--units", type=int, default=1000)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--rates", type=float, nargs="+", default=[0.05, 0.2, 0.4])
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
