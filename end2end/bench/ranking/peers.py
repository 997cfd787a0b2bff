"""Times the ranking engine and its peers on the same files and prints ratios.

What is timed, for everyone: CSV file to ratings and the rounds of a bootstrap by judgment (unweighted, ties as half).
The engine runs as a process of its own, start included, on two threads. Peers run in this process, imports not
included, reading the file with pandas. Peers that would take minutes run fewer rounds; their bootstrap's time is scaled
to 1,000 and marked ~.

- fschat: its own compute_elo_mle_with_tie and get_bootstrap_result.
- evalica: its own bootstrap (SciPy's, over single rows), and the best a user can put together: its Rust function in a
  loop over aggregated cells with multinomial counts, which needs its private module.
- choix: I-LSR on a dense matrix, in the same loop.
"""

import os
import statistics
import subprocess
import sys
import time
import types
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")

import numpy as np
import pandas as pd

# fschat's module for ratings imports three others that load language models and read logs; none computes anything here.
for name, member in [
    ("fastchat.model", None),
    ("fastchat.model.model_registry", "get_model_info"),
    ("fastchat.serve.monitor.basic_stats", "get_log_files"),
    ("fastchat.serve.monitor.clean_battle_data", "clean_battle_data"),
]:
    module = types.ModuleType(name)
    if member:
        setattr(module, member, None)
    sys.modules[name] = module

import choix
import evalica
from evalica import Winner, _brzo
from fastchat.serve.monitor import elo_analysis

elo_analysis.tqdm = lambda rounds, **_: rounds
ROUNDS = 1_000


def engine(program, file, repeats, *arguments):
    """Wall seconds of the best run, and its peak memory in MB as the program itself reports it."""
    environment = dict(os.environ, RAYON_NUM_THREADS="2")
    best = (float("inf"), 0.0)
    for _ in range(repeats):
        start = time.perf_counter()
        done = subprocess.run(
            [program, file, *arguments, "--times"], check=True, capture_output=True, text=True, env=environment
        )
        took = time.perf_counter() - start
        memory = [float(line.split()[1]) for line in done.stderr.splitlines() if line.startswith("peak_kilobytes")]
        best = min(best, (took, memory[0] / 1024 if memory else float("nan")))
    return best


def cells(frame):
    """Indices, outcomes and counts of the distinct (left, right, outcome)."""
    names = pd.unique(pd.concat([frame["left"], frame["right"]]))
    number = pd.Series(np.arange(len(names)), index=names)
    keyed = pd.DataFrame(
        {"x": number[frame["left"]].to_numpy(), "y": number[frame["right"]].to_numpy(), "h": frame["outcome"].to_numpy()}
    )
    counts = keyed.groupby(["x", "y", "h"]).size().reset_index(name="n")
    return len(names), counts


def evalica_loop(file, rounds):
    start = time.perf_counter()
    total, counts = cells(pd.read_csv(file))
    xs, ys = counts["x"].tolist(), counts["y"].tolist()
    winners = [{1.0: Winner.X, 0.5: Winner.Draw, 0.0: Winner.Y}[h] for h in counts["h"]]
    judgments = int(counts["n"].sum())
    share = counts["n"].to_numpy() / judgments
    random = np.random.default_rng(0)

    def fit(weights):
        return _brzo.bradley_terry(
            xs=xs, ys=ys, winners=winners, weights=weights, total=total,
            win_weight=1.0, tie_weight=0.5, tolerance=1e-6, limit=100,
        )[0]

    fit(counts["n"].astype(float).tolist())
    read = time.perf_counter() - start
    start = time.perf_counter()
    draws = [fit(random.multinomial(judgments, share).astype(float).tolist()) for _ in range(rounds)]
    np.percentile(np.log(np.array(draws)), [2.5, 97.5], axis=0)
    return read + (time.perf_counter() - start) * ROUNDS / rounds


def evalica_own(file, rounds):
    start = time.perf_counter()
    frame = pd.read_csv(file)
    winners = frame["outcome"].map({1.0: Winner.X, 0.5: Winner.Draw, 0.0: Winner.Y}).tolist()
    read = time.perf_counter() - start
    start = time.perf_counter()
    evalica.bootstrap(
        evalica.bradley_terry, frame["left"], frame["right"], winners,
        n_resamples=rounds, bootstrap_method="percentile", random_state=0,
    )
    return read + (time.perf_counter() - start) * ROUNDS / rounds


def choix_loop(file, rounds):
    start = time.perf_counter()
    total, counts = cells(pd.read_csv(file))
    x, y, h = (counts[name].to_numpy() for name in "xyh")
    judgments = int(counts["n"].sum())
    share = counts["n"].to_numpy() / judgments
    random = np.random.default_rng(0)

    def fit(weights):
        wins = np.zeros((total, total))
        np.add.at(wins, (x, y), weights * h)
        np.add.at(wins, (y, x), weights * (1 - h))
        return choix.ilsr_pairwise_dense(wins)

    fit(counts["n"].to_numpy())
    read = time.perf_counter() - start
    start = time.perf_counter()
    np.percentile([fit(random.multinomial(judgments, share)) for _ in range(rounds)], [2.5, 97.5], axis=0)
    return read + (time.perf_counter() - start) * ROUNDS / rounds


def fschat_own(file, rounds):
    start = time.perf_counter()
    frame = pd.read_csv(file)
    winner = frame["outcome"].map({1.0: "model_a", 0.5: "tie", 0.0: "model_b"})
    frame = pd.DataFrame({"model_a": frame["left"], "model_b": frame["right"], "winner": winner})
    elo_analysis.compute_elo_mle_with_tie(frame)
    read = time.perf_counter() - start
    start = time.perf_counter()
    elo_analysis.get_bootstrap_result(frame, elo_analysis.compute_elo_mle_with_tie, rounds).quantile([0.025, 0.975])
    return read + (time.perf_counter() - start) * ROUNDS / rounds


def main():
    program, folder = sys.argv[1], Path(sys.argv[2])
    plan = {  # rounds per peer; None: it needs more memory or time than is sensible
        "3k": {"fschat": (fschat_own, 100), "evalica": (evalica_own, 100), "evalica's core in a loop": (evalica_loop, 1_000), "choix": (choix_loop, 200)},
        "100k": {"fschat": (fschat_own, 6), "evalica": (evalica_own, 10), "evalica's core in a loop": (evalica_loop, 1_000), "choix": (choix_loop, 100)},
        "2m": {"fschat": None, "evalica": None, "evalica's core in a loop": (evalica_loop, 60), "choix": (choix_loop, 20)},
    }
    plan = {size: peers for size, peers in plan.items() if size in os.environ.get("SETS", "3k 100k 2m").split()}
    by_judgment = ("--by", "judgments", "--weighting", "none", "--rounds", str(ROUNDS))
    ours = {}
    print("Times the engine's, CSV to ratings and 1,000 rounds by judgment, two threads (~: scaled from fewer rounds)")
    for size, peers in plan.items():
        file = folder / f"{size}.csv"
        ours[size], memory = engine(program, file, 7, *by_judgment)
        ratios = []
        for name, run in peers.items():
            if run is None:
                ratios.append(f"{name} not run")
                continue
            function, rounds = run
            repeats = 3 if size == "3k" and rounds >= 200 else 1
            seconds = statistics.median(function(file, rounds) for _ in range(repeats))
            ratios.append(f"{name} {'~' if rounds < ROUNDS else ''}{seconds / ours[size]:,.0f}x")
        print(f"{size:>5}: {', '.join(ratios)}; peak memory {memory:.0f} MB", flush=True)
    if "100k" in plan:
        prompts, _ = engine(program, folder / "100k-prompts.csv", 3, "--by", "prompts", "--weighting", "none")
        print(f"By prompt instead of by judgment at 100k: {prompts / ours['100k']:.1f} times as long")
        ours["100k by prompt"] = prompts
    if os.environ.get("SECONDS"):
        print("seconds:", {size: round(value, 4) for size, value in ours.items()})


if __name__ == "__main__":
    main()
