"""The scorecard of detection: how well the shipped watch does on labelled articles.

Run as `python tests/corpus/scorecard.py --write` (`make scorecard`): measures the corpus beside this file and writes
docs/detection.md. Run with files: prints the card of those; each line is a JSON object as `hotline scan` takes it, with
the labels `relevant`, `officials`, `story` and `contact` beside.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from service.config import load_config  # noqa: E402
from service.jobs.world import Rules  # noqa: E402
from service.stages.recognise import build_recogniser  # noqa: E402
from tests.support.scorecard import Row, scan_files, score_articles, score_contacts, score_forms  # noqa: E402

PAGE = ROOT / "docs" / "detection.md"
_HEAD = """\
# How well detection does

Measured by `make scorecard` with the shipped `config/watch.yaml`, on the articles of `tests/corpus`: texts of our own
in 13 languages, of the kinds that newsrooms write. A test holds this page to what is measured.

Read it with care. **The labels are by one reader**, who also wrote the texts and worked on the rules: the numbers say
what later work must not erode, not what to expect of articles that nobody here has seen. For that, label some of your
own and run `python tests/corpus/scorecard.py FILE.jsonl`; a line is an article as `hotline scan` takes it, with
`relevant`, `officials` (canonical names), `story` (any word; the same word, the same news) and `contact` beside it.

"""
_FORMS = """
## Forms of names

Officials given by `name` and `names.ru` only (in Korean, Chinese, Japanese and Arabic also by their name in that
script), looked for in sentences as newsrooms write them (`tests/corpus/forms.txt`).

"""


def measure_files(paths: list[Path]) -> tuple[list[Row], list[Row]]:
    """The rows on articles and those on contacts."""
    config = load_config(ROOT / "config")
    labelled = scan_files(Rules(config, build_recogniser(config.watch)), paths)
    return score_articles(labelled), score_contacts(labelled)


def list_corpus() -> list[Path]:
    return sorted(Path(__file__).parent.glob("*.jsonl"))


def write_page() -> str:
    articles, contacts = measure_files(list_corpus())
    return (
        f"{_HEAD}{draw_table(articles)}\n## Contacts\n\nThe main contact of each relevant article: its slots, each by"
        f" itself.\n\n{draw_table(contacts)}{_FORMS}{draw_table(score_forms())}"
    )


def draw_table(rows: list[Row]) -> str:
    return "\n".join(["| what | reached | over |", "| --- | --- | --- |", *map(str, rows)]) + "\n"


def main(arguments: list[str]) -> int:
    if arguments == ["--write"]:
        PAGE.write_text(write_page(), encoding="utf-8")
        print(f"wrote {PAGE.relative_to(ROOT)}")
        return 0
    if any(argument.startswith("-") for argument in arguments):
        print("usage: scorecard.py --write | scorecard.py FILE.jsonl ...", file=sys.stderr)
        return 2
    articles, contacts = measure_files([Path(argument) for argument in arguments] or list_corpus())
    print(draw_table([*articles, *contacts]), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
