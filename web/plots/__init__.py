"""Plots 图表: what they tell is counted by storage's views, how they look is drawn here, as SVG and PNG.

A chart is a frozen dataclass (see `web.plots.chart`): its figures as a table, its words, and how it is drawn.
matplotlib is imported when the first picture is asked for: by `press` and `sheet` alone.
"""
