"""The words that stand in dates: months, time zones, halves of the day. Data only.

Months in the newsroom's languages, and in others that feeds are known to be written in: full names in the cases that
dates use, and usual abbreviations, lower-case and without dot. Called by `dates`.
"""

_NAMES = """
1 january jan | январь января янв | січень січня січ | januar jänner jan jän | janvier janv | enero ene | gennaio gen
1 styczeń stycznia sty styczen | ocak oca | janeiro | студзень студзеня | яну януари | leden ledna | januari
1 januari | január | ianuarie ian | ιανουαρίου ιανουάριος ιαν | tammikuuta tammikuu | يناير | ינואר
2 february feb febr | февраль февраля фев февр | лютий лютого лют | februar | février févr fév fevrier fevr | febrero
2 febbraio | luty lutego lut | şubat şub subat sub | fevereiro fev | лютага | февруари | únor února | februari
2 februari | február | februarie | φεβρουαρίου φεβρουάριος φεβ | helmikuuta helmikuu | فبراير | פברואר
3 march mar | март марта мар | березень березня бер | märz mär maerz mrz | mars | marzo | marzec marca | mart | março
3 сакавік сакавіка | březen března | maart
3 mars | március márc | martie | μαρτίου μάρτιος μαρ μάρ μαρτ | maaliskuuta maaliskuu | مارس | מרץ
4 april apr | апрель апреля апр | квітень квітня кві квіт | avril avr | abril abr | aprile | kwiecień kwietnia kwi
4 nisan nis | красавік красавіка | април | duben dubna
4 április ápr | aprilie | απριλίου απρίλιος απρ | huhtikuuta huhtikuu | أبريل ابريل | אפריל
5 may | май мая | травень травня тра трав | mai | mayo | maggio mag | maj maja | mayıs | maio | května květen | mei
5 május máj | μαΐου μαίου μάιος μάι μαι μαϊ | toukokuuta toukokuu | مايو | מאי | mei
6 june jun | июнь июня июн | червень червня чер черв | juni | juin | junio | giugno giu | czerwiec czerwca cze
6 haziran haz | junho | чэрвень чэрвеня | юни | červen června
6 június jún | iunie iun | ιουνίου ιούνιος ιουν ιούν | kesäkuuta kesäkuu | يونيو | יוני
7 july jul | июль июля июл | липень липня лип | juli | juillet juil | julio | luglio lug | lipiec lipca lip
7 temmuz tem | julho | ліпень ліпеня | юли | červenec července
7 július júl | iulie iul | ιουλίου ιούλιος ιουλ ιούλ | heinäkuuta heinäkuu | يوليو | יולי
8 august aug | август августа авг | серпень серпня сер серп | août aout aoû | agosto ago | sierpień sierpnia sie
8 ağustos ağu agustos | жнівень жніўня | srpen srpna | augustus
8 augusti | augusztus | αυγούστου αύγουστος αυγ αύγ | elokuuta elokuu | أغسطس اغسطس | אוגוסט
9 september sept sep | сентябрь сентября сен сент | вересень вересня вер | septembre | septiembre set sept | settembre
9 wrzesień września wrz wrzesien | eylül eyl eylul | setembro | верасень верасня | септември | září
9 szeptember szept | septembrie | σεπτεμβρίου σεπτέμβριος σεπ σεπτ | syyskuuta syyskuu | سبتمبر | ספטמבר
10 october oct | октябрь октября окт | жовтень жовтня жов жовт | oktober okt | octobre | octubre | ottobre ott
10 październik października paź pazdziernik paz | ekim eki | outubro out | кастрычнік кастрычніка | říjen října
10 október | octombrie | οκτωβρίου οκτώβριος οκτ | lokakuuta lokakuu | أكتوبر اكتوبر | אוקטובר
11 november nov | ноябрь ноября ноя нояб | листопад листопада лис лист | novembre | noviembre | listopad listopada
11 kasım kas kasim | novembro | лістапад лістапада | ноември
11 noiembrie noi | νοεμβρίου νοέμβριος νοε νοέ | marraskuuta marraskuu | نوفمبر | נובמבר
12 december dec | декабрь декабря дек | грудень грудня гру груд | dezember dez | décembre déc decembre | diciembre dic
12 dicembre | grudzień grudnia gru grudzien | aralık ara aralik | dezembro | снежань снежня | декември | prosince
12 des desember | decembrie | δεκεμβρίου δεκέμβριος δεκ | joulukuuta joulukuu | ديسمبر | דצמבר
"""

MONTHS: dict[str, int] = {}
for _line in _NAMES.strip().splitlines():
    _number, _, _words = _line.partition(" ")
    for _word in _words.replace("|", " ").split():
        MONTHS.setdefault(_word, int(_number))

# Minutes east of UTC. Where an abbreviation has several meanings, the one that news feeds mean: BST is British, IST is
# Indian, CST American, AST Atlantic; a feed that means another says so with `tz` and a zoneless date.
ZONES: dict[str, int] = {
    **dict.fromkeys(("UTC", "UT", "GMT", "Z", "ZULU", "WET", "UCT", "ГРИНВИЧ", "GREENWICH"), 0),
    **dict.fromkeys(("MSK", "МСК", "МОСКВА", "TRT", "EAT", "AST3"), 180),
    **dict.fromkeys(("MSD", "SAMT", "AZT", "GET", "GST", "AMT"), 240),
    **dict.fromkeys(("CET", "MEZ", "BST", "WEST", "MET", "WAT", "IRISH"), 60),
    **dict.fromkeys(("CEST", "MESZ", "EET", "MEST", "METDST", "SAST", "CAT"), 120),
    **dict.fromkeys(("EEST", "IDT", "FET"), 180),
    **dict.fromkeys(("YEKT", "PKT", "UZT", "TMT", "TJT"), 300),
    **dict.fromkeys(("OMST", "ALMT", "BDT"), 360),
    **dict.fromkeys(("NOVT", "KRAT", "ICT", "WIB"), 420),
    **dict.fromkeys(("IRKT", "HKT", "SGT", "AWST", "PHT", "MYT", "ULAT", "WITA"), 480),
    **dict.fromkeys(("JST", "KST", "YAKT", "WIT"), 540),
    **dict.fromkeys(("VLAT", "AEST", "CHST"), 600),
    **dict.fromkeys(("AEDT", "MAGT", "SAKT", "SRET"), 660),
    **dict.fromkeys(("NZST", "PETT", "ANAT"), 720),
    "NZDT": 780,
    "IST": 330,
    "IRST": 210,
    "AFT": 270,
    "NPT": 345,
    "MMT": 390,
    "ACST": 570,
    "ACDT": 630,
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
    "AKST": -540,
    "AKDT": -480,
    "HST": -600,
    "AST": -240,
    "ADT": -180,
    "NST": -210,
    "NDT": -150,
    "BRT": -180,
    "BRST": -120,
    "ART": -180,
    "CLT": -240,
    "CLST": -180,
    "COT": -300,
    "PET": -300,
    "VET": -240,
    "UYT": -180,
}

AMERICAN_ZONES = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}

MERIDIEMS = {
    "am": frozenset(("AM", "上午", "午前", "凌晨", "早上", "오전")),
    "pm": frozenset(("PM", "下午", "午後", "晚上", "오후")),
}
