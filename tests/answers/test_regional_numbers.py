"""Every number up to a million, as it is said in Javanese and in Sundanese, is read as what it is."""
from hypothesis import given
from hypothesis import strategies as st

from bot.answers.numbers import read
from bot.answers.spelling import tokens

JAVA = ("siji loro telu papat lima enem pitu wolu sanga sepuluh sewelas rolas telulas patbelas limalas nembelas pitulas wolulas "
        "sangalas").split()
TENS = "rong_puluh telung_puluh patang_puluh seket sewidak pitung_puluh wolung_puluh sangang_puluh".split()
LIKUR = "selikur rolikur telulikur patlikur selawe nemlikur pitulikur wolulikur sangalikur".split()
HUNDREDS = "satus rong_atus telung_atus patang_atus limang_atus nem_atus pitung_atus wolung_atus sangang_atus".split()
SUNDA = "hiji dua tilu opat lima genep tujuh dalapan".split()       # nine, salapan, is eight elsewhere
COUNTED = {2: "rong", 3: "telung", 4: "patang", 5: "limang", 6: "nem", 7: "pitung", 8: "wolung", 9: "sangang"}


def javanese(n: int) -> str:
    """Say a number under a million."""
    thousands, rest = divmod(n, 1000)
    front = "sewu" if thousands == 1 else f"{COUNTED.get(thousands) or under(thousands)} ewu" if thousands else ""
    return f"{front} {under(rest)}".replace("_", " ").strip()


def under(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    words = [HUNDREDS[hundreds - 1]] if hundreds else []
    if 20 < rest < 30:
        words.append(LIKUR[rest - 21])
    elif rest >= 20:
        words += [TENS[rest // 10 - 2], *([JAVA[rest % 10 - 1]] if rest % 10 else [])]
    elif rest:
        words.append(JAVA[rest - 1])
    return " ".join(words)


def sundanese(n: int) -> str:
    hundreds, rest = divmod(n, 100)
    words = [f"{SUNDA[hundreds - 1]} ratus" if hundreds > 1 else "saratus"] if hundreds else []
    tens, one = divmod(rest, 10)
    if tens == 1:
        words.append({0: "sapuluh", 1: "sabelas"}.get(one) or f"{SUNDA[one - 1]} belas")
    else:
        words += [*([f"{SUNDA[tens - 1]} puluh"] if tens else []), *([SUNDA[one - 1]] if one else [])]
    return " ".join(words)


@given(st.integers(1, 999_999))
def test_javanese(n):
    number = read(tokens(said := javanese(n)), 0)
    assert number, said
    assert (number.value, number.last) == (n, len(said.split())), said


@given(st.integers(1, 888).filter(lambda n: "9" not in str(n)), st.booleans())
def test_sundanese(n, thousands):
    said = sundanese(n) + (" rebu" if thousands else "")
    number = read(tokens(said), 0)
    assert number, said
    assert (number.value, number.last) == (n * 1000 if thousands else n, len(said.split())), said
