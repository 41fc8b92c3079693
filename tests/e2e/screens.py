"""Every word a person sees or hears on a screen, gathered from the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Page

# Texts, tooltips, names for screen readers and placeholders of what is visible or read aloud.
GATHER = """(skipped) => {
  const found = new Set();
  const put = (text) => {
    for (const line of (text ?? '').split('\\n')) if (line.trim() !== '') found.add(line.trim());
  };
  const hidden = (element) => {
    if (skipped !== '' && element.closest(skipped) !== null) return true;
    const style = getComputedStyle(element);
    return style.display === 'none' || style.visibility === 'hidden';
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (element === null || ['SCRIPT', 'STYLE'].includes(element.tagName)) continue;
    if (!hidden(element) && element.getClientRects().length > 0) put(texts.currentNode.data);
  }
  for (const element of document.body.querySelectorAll('[title], [aria-label], [placeholder]')) {
    if (hidden(element)) continue;
    for (const name of ['title', 'aria-label', 'placeholder']) put(element.getAttribute(name));
  }
  return [...found];
}"""


@dataclass
class Words:
    """Gathers the words of several screens and tells those of another language.

    Args:
        foreign: What a word of the other language looks like.
        allowed: Words that are the same in every language.
        skipped: A selector of parts that show data, not words of the editor.
    """

    foreign: str
    allowed: frozenset[str]
    skipped: str = ""
    lines: dict[str, str] = field(default_factory=dict)

    def look(self, page: Page, screen: str) -> None:
        """Take the words of the screen as it is now."""
        for line in page.evaluate(GATHER, self.skipped):
            self.lines.setdefault(line, screen)

    def strange(self) -> list[str]:
        """Return the lines with a word of the other language, each with the screen it stood on."""
        found = []
        for line, screen in self.lines.items():
            words = [word for word in re.findall(self.foreign, line) if word not in self.allowed]
            if words:
                found.append(f"{screen}: {line!r} {words}")
        return found
