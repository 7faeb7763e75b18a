"""A plot as an SVG of its own: cost against size, both axes logarithmic, one line per command."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 440, 70, 40, 230, 60
COLOURS = ["#0B3D91", "#4FA3E3", "#D13438", "#7B3FA0", "#2E8B57", "#8A8F98", "#C98A00"]


def write(path: Path, title: str, unit: str, lines: Mapping[str, Sequence[tuple[float, float]]]) -> None:
    """Write ``path``.

    Parameters
    ----------
    title : str
    unit : str
        Of the cost.
    lines : mapping
        Command to its (activities, cost) points; costs of 0 are left out.
    """
    points = [point for line in lines.values() for point in line if point[1] > 0]
    xs, ys = _decades([x for x, _ in points]), _decades([y for _, y in points])

    def at(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - xs[0]) / (xs[-1] - xs[0])
        up = (math.log10(y) - ys[0]) / (ys[-1] - ys[0])
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    parts = [f'<text x="{LEFT}" y="22" font-size="15">{title}</text>',
             f'<text x="{LEFT}" y="{HEIGHT - 14}">activities</text>',
             f'<text x="8" y="{TOP - 6}">{unit}</text>']  # fmt: skip
    for power in xs:
        x, y = at(10**power, 10 ** ys[0])
        parts += [_line(x, y, x, TOP),
                  f'<text x="{x:.0f}" y="{y + 18:.0f}" text-anchor="middle">{10**power:,.0f}</text>']  # fmt: skip
    for power in ys:
        x, y = at(10 ** xs[0], 10**power)
        parts += [_line(x, y, WIDTH - RIGHT, y),
                  f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:,g}</text>']  # fmt: skip
    for number, (name, line) in enumerate(lines.items()):
        colour = COLOURS[number % len(COLOURS)]
        places = [at(x, y) for x, y in sorted(line) if y > 0]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in places]
        y = TOP + 20 * number
        parts += [f'<rect x="{WIDTH - RIGHT + 14}" y="{y}" width="12" height="12" fill="{colour}"/>',
                  f'<text x="{WIDTH - RIGHT + 32}" y="{y + 11}">{name}</text>']  # fmt: skip
    body = "\n".join(parts)
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12">\n<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>\n{body}\n</svg>\n',
        encoding="utf-8",
    )


def _decades(values: Sequence[float]) -> list[int]:
    first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return list(range(first, max(last, first + 1) + 1))


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ddd"/>'
