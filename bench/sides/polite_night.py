"""A model of one shard's polite night: hosts side by side, each asked one thing at a time with pauses between.

The shard has a core of its own, on which its work and the flow's work for it are done one after the other, and so many
hosts under way at once. A host is asked for robots.txt, then for its columns, each after the pause; its answers take
their time, while others are asked. A silent host costs its tries.
"""

import heapq
import random
from collections.abc import Sequence
from dataclasses import dataclass

JITTER = 0.1  # crawlers.turns: a pause is up to a tenth longer than asked for
SILENT = 250.0  # seconds for a silent host of ten columns: full tries of 30 s at first, then short ones of 10 s


@dataclass(frozen=True)
class Costs:
    """Seconds: of processor time for an unchanged list, in shard and flow; and until a shard asks for the first."""

    cpu: float
    start: float


@dataclass(frozen=True)
class World:
    """`latency`: the median of seconds until an answer, log-normal with `spread`. `silent`: a share of the hosts."""

    delay: float
    latency: float
    spread: float
    silent: float
    at_once: int


def simulate(hosts: Sequence[int], costs: Costs, world: World, chance: random.Random) -> float:
    """Seconds that the shard takes for hosts with so many columns each."""
    core = ended = costs.start
    waiting = iter(hosts)
    # when it goes on, requests left: 0 is a host that is done with, and makes room for the next
    places = [(costs.start, 0)] * min(world.at_once, len(hosts))
    while places:
        at, left = heapq.heappop(places)
        ended = max(ended, at)
        if not left:
            columns = next(waiting, None)
            if columns is None:
                continue
            if chance.random() < world.silent:
                heapq.heappush(places, (at + SILENT, 0))
                continue
            left = 1 + columns
        core = max(core, at) + costs.cpu
        took = world.latency * chance.lognormvariate(0, world.spread)
        pause = max(world.delay, took) * (1 + chance.uniform(0, JITTER)) if left > 1 else 0.0
        heapq.heappush(places, (core + took + pause, left - 1))
    return ended
