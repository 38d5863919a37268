"""What was measured, as tables for a person and as one line of JSON for whoever follows it over time."""

from __future__ import annotations

import json
import os
import platform
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

Data = dict[str, Any]
KEYS = ("times_nbgrader", "times_otter", "over_floor", "second_core", "thousand_s", "regrade_thousand_s")
PACKAGES = ("autograder", "nbgrader", "otter-grader", "torch", "ipykernel", "nbclient")
MIB = 2**20


def machine(counted: str) -> Data:
    """Hardware and versions."""
    model = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    bwrap = subprocess.run(["bwrap", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    return {
        "processor": model[0].partition(":")[2].strip() if model else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in PACKAGES} | {"bubblewrap": bwrap.split(" ")[-1]},
        "cpu_seconds_from": counted,
    }


def line(results: Data) -> Data:
    """The numbers to follow; null where their part did not run. Those of a thousand are scaled from smaller classes."""
    whole, peers = results.get("class"), results.get("peers")
    found: Data = dict.fromkeys(KEYS)
    if whole:
        found["thousand_s"] = whole["wall"] * 1000 / whole["submissions"]
        if peers:
            found["times_nbgrader"] = peers["nbgrader"]["cpu_each"] / whole["cpu_each"]
            found["times_otter"] = peers["otter"]["cpu_each"] / whole["cpu_each"]
        if floor := results.get("floor"):
            found["over_floor"] = whole["cpu_each"] / floor["cpu"]
    if cores := results.get("cores"):
        found["second_core"] = cores["second_core"]
    if regrade := results.get("regrade"):
        # Each of the two commands is one that somebody waits for.
        slower = max(regrade["preview"]["wall"], regrade["grade"]["wall"])
        found["regrade_thousand_s"] = slower * 1000 / regrade["grade"]["submissions"]
    return {key: None if value is None else round(value, 2) for key, value in found.items()}


def show(results: Data, console: Console) -> None:
    """All tables for which there are numbers."""
    where = results["machine"]
    console.print(
        f"\n{where['processor']}, {where['cores']} cores, {where['memory_gib']} GiB, {where['system']}, "
        f"Python {where['python']}\n" + ", ".join(f"{name} {version}" for name, version in where["versions"].items())
    )
    console.print(f"CPU seconds: {where['cpu_seconds_from']}\n")
    _show_graders(results, console)
    if whole := results.get("class"):
        _show_class(whole, results.get("regrade"), console)
    if cores := results.get("cores"):
        rates = cores["submissions_a_second"]
        console.print(
            f"A second processor brings {cores['second_core']:.2f} times as many submissions a second: "
            f"{rates[1]:.2f} on one, {rates[2]:.2f} on two, start-up left out.\n"
        )
    if results.get("floor") or results.get("week") or results.get("where"):
        _show_parts(results, console)


def _show_graders(results: Data, console: Console) -> None:
    peers, whole, where = results.get("peers"), results.get("class"), results.get("where")
    table = Table(title="The same notebooks, three graders", title_justify="left")
    table.add_column("grader")
    heads = ("class of", "CPU s each", "CPU s for a class of one", "a minute", "latency of one, s", "peak MiB")
    for head in heads:
        table.add_column(head, justify="right")
    rows: list[tuple[str, Data, Data | None, float | None]] = []
    if whole:
        rows.append(("autograder", whole, whole["first"], where["latency_median"] if where else None))
    if peers:
        rows.append(("autograder, one job", peers["ours"], None, None))
        for name in ("nbgrader", "otter"):
            rows.append((name, peers[name], peers[name]["first"], peers[name]["latency"]))
    for name, taken, first, latency in rows:
        table.add_row(
            name,
            str(taken["submissions"]),
            f"{taken['cpu_each']:.3f}",
            f"{first['cpu']:.2f}" if first else "",
            f"{taken['a_minute']:.0f}",
            f"{latency:.2f}" if latency else "",
            f"{taken['peak_memory'] / MIB:.0f}",
        )
    if not rows:
        return
    console.print(table)
    console.print(
        "autograder: behind the wall, on all cores; its latency is that of a warm process.\n"
        "nbgrader and otter: one after the other, nothing isolated; their latency is that of their command.\n"
        "Each class pays for its own start-up.\n"
    )
    if peers:
        differ, count = peers["points_differ"], sum(map(len, peers["points"].values()))
        console.print(f"Points: all three agree on {count - len(differ)} of {count} answers.")
        for text in differ:
            console.print(f"  they differ on {text}")
        console.print()


def _show_class(whole: Data, regrade: Data | None, console: Console) -> None:
    table = Table(title=f"A class of {whole['submissions']}", title_justify="left")
    for head in ("", "seconds", "CPU s", "a minute"):
        table.add_column(head, justify="right" if head else "left")
    rows = [("graded", whole), (f"half of it ({whole['half']['submissions']})", whole["half"])]
    rows.append(("again, nothing changed", whole["unchanged"]))
    if regrade:
        rows.append(("one tolerance changed: --preview", regrade["preview"]))
        rows.append(("one tolerance changed: graded", regrade["grade"]))
    for name, taken in rows:
        table.add_row(name, f"{taken['wall']:.1f}", f"{taken['cpu']:.1f}", f"{taken['a_minute']:.0f}")
    console.print(table)
    memory = ", ".join(f"{size / MIB:.0f} MiB at {at}" for at, size in whole["memory_over_time"].items())
    console.print(f"Twice the class took {whole['doubling']:.2f} times as long. Memory of all processes: {memory}.\n")


def _show_parts(results: Data, console: Console) -> None:
    floor, where = results.get("floor"), results.get("where")
    if floor:
        console.print(f"The floor: {1000 * floor['cpu']:.1f} CPU ms a submission, {floor['calls']:.1f} calls.")
    if week := results.get("week"):
        over, below = week["cpu_each"], week["floor"]["cpu"]
        console.print(
            f"A right notebook of {week['week']}: {1000 * over:.0f} CPU ms, {over / below:.2f} times its floor "
            f"({1000 * below:.0f} CPU ms, {week['floor']['calls']:.0f} calls)."
        )
    if not where:
        return
    table = Table(title="Where one submission goes, milliseconds", title_justify="left")
    for head in ("", "CPU", "of which on the host", "seconds that pass"):
        table.add_column(head, justify="right" if head else "left")
    parts = sorted(where["parts"].items(), key=lambda item: -item[1][0])
    for name, (cpu, host, wall) in parts:
        table.add_row(name, f"{cpu:.1f}", f"{host:.1f}", f"{wall:.1f}")
    total = [sum(column) for column in zip(*where["parts"].values(), strict=True)]
    table.add_section()
    table.add_row("all", *(f"{value:.1f}" for value in total))
    console.print(table)
    console.print(
        f"One job, one process, warm, {where['submissions']} submissions; until a mark is recorded "
        f"{where['latency_median']:.3f} s (median), {where['latency_max']:.3f} s at most.\n"
    )


def write(results: Data, path: Path) -> None:
    path.write_text(json.dumps({**results, "line": line(results)}, indent=1) + "\n")
