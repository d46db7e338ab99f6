"""Tables of characters: which letters count as the same.

Enters, leaves: nothing; constants read by `normalise`. Sources: Unicode names of the letters, the newsrooms' habit of
writing them; the Chinese pairs are the everyday characters of news about states, armies and talks, not a dictionary.
"""

import re
from collections.abc import Mapping

# Hangul, kana and Han letters must not be taken apart: their marks are part of the letter.
COMPOSED_SCRIPTS = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uff66-\uff9f]")

# Letters that Unicode does not decompose, and variants of one Arabic letter.
PLAIN: Mapping[str, str] = {
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŀ": "l", "ĸ": "k", "ŋ": "n", "æ": "ae",
    "œ": "oe", "ə": "e", "ʼ": "", "ʹ": "", "ʺ": "", "ʻ": "", "ʾ": "", "ʿ": "",
    "ґ": "г", "ђ": "д", "ѓ": "г", "є": "е", "і": "і",
    "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ء": "", "ک": "ك", "گ": "غ",
    "ی": "ي", "ې": "ي", "پ": "ب", "چ": "تش", "ژ": "ج", "ڤ": "ف", "ہ": "ه", "ھ": "ه", "ۀ": "ه", "ڭ": "غ", "ڨ": "ق",
    "・": " ", "･": " ", "·": " ",
}  # fmt: skip

_TRADITIONAL = (
    "並亞佈併來係倉個們倫側偵備傳傷僅價億儘優儲內兩別則剛創劃劇勁動務勝勞勢勵勸匯區協卻厲參吳員問啓啟單嚴"
    "圍圖團執報場塊壇壓壞壯夠夾奧奪婦孫學實寧審寫將尋對導屆層屬島嶺帥師帶幣幹幾庫廠廣張強彈彌彎彙後徑從復"
    "徵恥悅惡惱愛態慘慣慮慶憂憲應懷戀戰戲戶拋捲掛換揮損搶撥擇擊擋擔據擬擴擺擾攔攜敗敘敵數斷於時晉暫曉書會"
    "東條業極構樂樓標樞樣橋機檔檢權歐歡歲歷歸殘殲殺毀氣決沒況淚淨減測湯準溝溫滅滯滿漢潔潛潰澤濟濫灣災為烏"
    "無煙熱燈營爭爲爾牽狀猶獄獎獨獲獻現瑣瑪環產畢畫異當療發盜盡監盤眾睜矚確礎禍禮稅種稱穩窮競筆節範簡簽籲"
    "糧紀約納紐純紙級紛細紹終組結絕絡給統綁經綜維網緊緒線緩緬緻縮縱總績織繞繫繳繼續罰罷羅義習聖聞聯聰聲職"
    "聽肅脅腦臨臺與興舉舊艦茲華萬葉著蓋藉蘇蘭處號術衛衝裏裡見規視覺覽觀觸訂計訊討記訪設許訴診評詞詢試該詳"
    "誌認語誤說誰課調請諒論諜諮諾謀謂講謝證識譯議護變讓貝負財責買費貿賣質賴贊趙跡較載輕輪輸轉辦農這連週進"
    "運過達違遜遠適遲選遺邁還邊郵鄉鄧鄭鄰釋針銷鋒錄錯鍵鎮鏡鐘鐵鑒長門閃閉開間閣閱闊關陣陳陸陽隊階際隨險隱"
    "隻雖雙雜離難雲靈靜韓響順須預頓領頭頻題額願類顧顯風飛飾館馬駐駕駛騎騰驅驗體髮鬥魯鮮鳥鹽麥麼點黨齊齡龍"
    "凍籌遞祕徹訓補駁譴嘗採禦擱幫鍊釁緝萊薩墜屢註傘謊誣憤懲繩覆餘稟賀贈偽償"
)
_SIMPLIFIED = (
    "并亚布并来系仓个们伦侧侦备传伤仅价亿尽优储内两别则刚创划剧劲动务胜劳势励劝汇区协却厉参吴员问启启单严"
    "围图团执报场块坛压坏壮够夹奥夺妇孙学实宁审写将寻对导届层属岛岭帅师带币干几库厂广张强弹弥弯汇后径从复"
    "征耻悦恶恼爱态惨惯虑庆忧宪应怀恋战戏户抛卷挂换挥损抢拨择击挡担据拟扩摆扰拦携败叙敌数断于时晋暂晓书会"
    "东条业极构乐楼标枢样桥机档检权欧欢岁历归残歼杀毁气决没况泪净减测汤准沟温灭滞满汉洁潜溃泽济滥湾灾为乌"
    "无烟热灯营争为尔牵状犹狱奖独获献现琐玛环产毕画异当疗发盗尽监盘众睁瞩确础祸礼税种称稳穷竞笔节范简签吁"
    "粮纪约纳纽纯纸级纷细绍终组结绝络给统绑经综维网紧绪线缓缅致缩纵总绩织绕系缴继续罚罢罗义习圣闻联聪声职"
    "听肃胁脑临台与兴举旧舰兹华万叶着盖借苏兰处号术卫冲里里见规视觉览观触订计讯讨记访设许诉诊评词询试该详"
    "志认语误说谁课调请谅论谍咨诺谋谓讲谢证识译议护变让贝负财责买费贸卖质赖赞赵迹较载轻轮输转办农这连周进"
    "运过达违逊远适迟选遗迈还边邮乡邓郑邻释针销锋录错键镇镜钟铁鉴长门闪闭开间阁阅阔关阵陈陆阳队阶际随险隐"
    "只虽双杂离难云灵静韩响顺须预顿领头频题额愿类顾显风飞饰馆马驻驾驶骑腾驱验体发斗鲁鲜鸟盐麦么点党齐龄龙"
    "冻筹递秘彻训补驳谴尝采御搁帮炼衅缉莱萨坠屡注伞谎诬愤惩绳复余禀贺赠伪偿"
)
# Japanese forms fold along: 対 and 對 are the same to a reader of either.
_JAPANESE = {"対": "对", "戦": "战", "國": "国", "総": "总", "軍": "军", "電": "电", "話": "话", "談": "谈"}
SIMPLIFIED: Mapping[str, str] = {**dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)), **_JAPANESE}

LOOKALIKES: Mapping[str, Mapping[int, int]] = {
    "latin": str.maketrans("асеорхуіјѕкАВСЕНІЈКМОРЅТХУһԁԛԝ", "aceopxyijskABCEHIJKMOPSTXYhdqw"),
    "cyrillic": str.maketrans("aceopxyijskABCEHIJKMOPSTXYuh", "асеорхуіјѕкАВСЕНІЈКМОРЅТХУин"),
}
