"""What the pages of an atlas hold, read by poppler: words with their boxes, bookmarks, pictures."""

import shutil
import subprocess
import xml.etree.ElementTree as xml

NEEDED = ("pdftotext", "pdftoppm", "pdfinfo")
XHTML = "{http://www.w3.org/1999/xhtml}"


def missing():
    """The programs of poppler that are not there."""
    return [name for name in NEEDED if not shutil.which(name)]


def run(*words):
    return subprocess.run(list(map(str, words)), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True,
                          timeout=120).stdout


class Page:
    def __init__(self, element):
        self.width, self.height = float(element.get("width")), float(element.get("height"))
        self.words = [(word.text or "", *(float(word.get(name)) for name in ("xMin", "yMin", "xMax", "yMax")))
                      for word in element.iter(XHTML + "word")]
        self.text = "".join(text for text, *_ in self.words)

    def has(self, text):
        """Without regard to blanks and to where lines end."""
        return "".join(text.split()) in self.text

    def off_the_page(self, margin=20):
        return [word for word in self.words
                if word[1] < margin or word[2] < margin or word[3] > self.width - margin or word[4] > self.height - margin]

    def overlaps(self):
        """Pairs of words of which the letters meet: they fill no more than the middle four fifths of the box of their font."""
        words = sorted((word[:2] + (word[2] + 0.1 * (word[4] - word[2]),) + word[3:4] + (word[4] - 0.1 * (word[4] - word[2]),)
                        for word in self.words), key=lambda word: word[1])
        found = []
        for i, a in enumerate(words):
            for b in words[i + 1:]:
                if b[1] >= a[3]:
                    break
                if min(a[4], b[4]) > max(a[2], b[2]):
                    found.append((a, b))
        return found


def pages_of(path):
    # Control characters in a text would be no XML; there must be none.
    text = run("pdftotext", "-bbox", path, "-").decode("utf-8")
    return [Page(element) for element in xml.fromstring(text).iter(XHTML + "page")]


def colours_on(path, page):
    """How many different colours a page has in a small picture of it."""
    picture = run("pdftoppm", "-r", "30", "-f", page, "-l", page, path)
    header, pixels = picture.split(b"\n255\n", 1)
    assert header.startswith(b"P6"), header
    return len({pixels[i:i + 3] for i in range(0, len(pixels), 3)})
