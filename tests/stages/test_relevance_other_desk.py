"""A desk made of the examples of docs/watch.md, as printed: its sides and its topic, with officials of one's own."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.config.load import load_config
from service.model.article import Article
from service.stages.recognise import Recogniser
from service.stages.relevance import judge_article

ROOT = Path(__file__).parents[2]
WHEN = datetime(2024, 6, 1, tzinfo=UTC)
OFFICIALS = """
officials:
  - {id: dong, name: Dong Jun, side: cn, names: {ru: Дун Цзюнь, zh: 董军, ja: 董軍, ko: 둥쥔}}
  - {id: li, name: Li Shangfu, side: cn, names: {ru: Ли Шанфу, zh: 李尚福}}
  - {id: wei, name: Wei Fenghe, side: cn, names: {ru: Вэй Фэнхэ, zh: 魏凤和}}
  - {id: austin, name: Lloyd Austin, side: us, names: {ru: Ллойд Остин, zh: 劳埃德·奥斯汀}, ambiguous: true}
  - {id: paparo, name: Samuel Paparo, side: us, names: {ru: Самуэль Папаро, zh: 塞缪尔·帕帕罗}}
"""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    folder = tmp_path_factory.mktemp("desk") / "config"
    shutil.copytree(ROOT / "config", folder)
    blocks = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "watch.md").read_text("utf-8"), re.DOTALL)
    sides, topic = (next(block for block in blocks if block.startswith(key)) for key in ("sides:", "topics:"))
    (folder / "watch.yaml").write_text(sides + OFFICIALS + topic, "utf-8")
    return Recogniser(load_config(folder).watch)


@pytest.mark.parametrize(
    ("lang", "body", "people", "relevant"),
    [
        (
            "en",
            "US Defense Secretary Lloyd Austin held talks with Chinese Defense Minister Dong Jun.",
            {"austin", "dong"},
            True,
        ),
        ("zh", "美国国防部长奥斯汀与中国国防部长董军通话。", {"austin", "dong"}, True),
        ("ja", "米国防総省と中国国防省が電話で協議し、董軍国防相が述べた。", {"dong"}, True),
        ("ru", "Министр обороны США поговорил с министром обороны Китая Дун Цзюнем.", {"dong"}, True),
        ("en", "Adm. Samuel Paparo toured Guam.", {"paparo"}, False),
        ("en", "Chinese grocers in America hold a meeting.", set(), False),
    ],
)
def test_an_unforeseen_desk_works(desk: Recogniser, lang: str, body: str, people: set[str], relevant: bool) -> None:
    reading = desk.read(Article("a", "", "", body, WHEN, WHEN, lang))
    assert {m.official for m in reading.mentions} == people
    assert judge_article(reading, desk.watch.topics[0]).relevant is relevant
