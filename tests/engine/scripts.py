"""What people write in these tests: forms by heart, and anything else."""
from __future__ import annotations

import os

from hypothesis import Phase, settings
from hypothesis import strategies as st

NIK, NIK2 = "3201234505069901", "3201234505069902"
FORM = ["register", "yes", NIK, "Siti Aminah", "driver", "motor", "2 juta", "no", "3"]
HOUSE = ["household", "yes", "ab12", "no", "Tumini", NIK, "farmer", "add helpers", "Asep", NIK2, "ojek"]
QUOTE = ["quote", "farmer", "2 juta"]
WORDS = [
    *FORM, *HOUSE, *QUOTE, "1", "2", "3", "5", "2000000", "500000", "12345", "menu", "back", "kembali", "change income", "change",
    "ubah name jadi Budi", "ubah nik jadi 1", "hapus", "hapus Tumini", "lanjut Tumini", "lanjut", "petugas", "benefits", "english",
    "what does it cost?", "i just fell", "stop", "hapus data", "ya", "no", "", "?", "x" * 3000, "2 juta, petani, 1-2-1990", "tambah",
    "new registration", "really 1", "delete 1", f"register, {NIK}, 2 juta", "500 ribu, what does it cost?",
    "perhaps",
]
NASTY = [
    "tanı", "TANİ", "buruh👍tani", "\u202eya\u200b", "\x00", "\ud800", "３", "٣", "％(name)s", "%(name)s", "é" * 400, "👍🏽", "ya\r\nno",
    "\ufdfa", "𝟑 𝐣𝐮𝐭𝐚", "1/", "ubah", "ubah jadi", "hapus ", "lanjut \n", "jadi", "'; drop table",
]
IDS = ["yes", "no", "farmer", "2", "change nik", "change gone", "add helpers", "delete helpers/1", "resume 9", "really 1", "new gone",
       "start gone", "about gone", "back x", "gone"]

texts = st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.sampled_from(NASTY), st.text(max_size=20))
stamps = st.one_of(st.sampled_from(["", "0", "menu"]), st.text(max_size=12))        # "0" is the one on the screen
junk_taps = st.tuples(stamps, st.one_of(st.sampled_from(IDS), st.text(max_size=12)))
act = st.one_of(
    st.tuples(st.just("hear"), texts),
    st.tuples(st.just("hear"), texts),
    st.just(("hear", "yes")),
    st.tuples(st.just("burst"), st.lists(texts, max_size=3)),
    st.tuples(st.just("tap"), st.integers(0, 5)),
    st.tuples(st.just("old tap"), st.integers(0, 9)),
    st.tuples(st.just("junk tap"), junk_taps),
    st.tuples(st.just("later"), st.integers(1, 30)),
    st.tuples(st.just("price"), st.integers(1, 2)),
    st.tuples(st.sampled_from(["media", "claim", "staff", "hand back"]), st.just(None)),
)
opening = st.sampled_from([
    [], FORM[:1], FORM, HOUSE, HOUSE[:7], [*FORM[:5], "menu", *HOUSE[:5]], [f"register, {NIK}, 2 juta"], QUOTE[:2],
])

N = int(os.environ.get("EXAMPLES", "100"))
PHASES = tuple(Phase) if N >= 100 else (Phase.explicit, Phase.generate)     # a shorter example is for people; mutants need none
slow = settings(max_examples=N, deadline=None, derandomize=True, phases=PHASES)
