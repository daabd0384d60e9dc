"""What axe-core finds wrong with a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def violations(page: Page) -> list[str]:
    """One line a violation, with the place; empty where the page is accessible."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {node['html'][:160]} — {node['failureSummary']}"
        for fault in found
        for node in fault["nodes"][:3]
    ]
