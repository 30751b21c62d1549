"""A village, a regency, a cooperative or a group wants many people insured: one case, and nobody is enrolled by it."""
from __future__ import annotations

from collections.abc import Iterator

from bot.answers.heads import Heads
from bot.answers.nik import sixteens
from bot.answers.sentences import Sentence
from bot.engine.flows import Flow
from bot.engine.kinds import OneOf, Refusal
from bot.engine.messages import OpenCase
from bot.engine.steps import Step
from bot.engine.unasked import Tell
from bot.rules.contributions import Funds
from bot.rules.months import Month
from bot.texts import Rupiah, Text, _

BODIES = OneOf({
    "government": (_("Local government"), "pemda;pemkot;pemkab;pemprov;dinas;disnaker;kabupaten;kota;kecamatan;kelurahan"),
    "village": (_("Village office"), "desa;kantor desa;pemdes;perangkat desa;kepala desa;kades;nagari;kampung"),
    "cooperative": (_("Cooperative or group"), "koperasi;kelompok;kelompok tani;kelompok nelayan;komunitas;paguyuban;asosiasi;bumdes"),
}, alone=True)
ROWS = Refusal("rows", _("Please send no list of names here: the officer gives you a safe way for it. Your name and number are enough."))


class Collective(Flow):
    """Who asks, for how many, and whom to call."""

    body    = Step(BODIES, _("For whom do you ask?"))
    told    = Tell(lambda form: form.price)
    heads   = Step(Heads(), _("About how many people is it for? For example: 150 warga"))
    contact = Step(Sentence(), _("Whom may the officer call? Name, office and number, for example: Budi, Desa Sukamaju, 0812 3456 7890"),
                   check=lambda form, contact: ROWS if next(sixteens(contact), None) else None)

    def finish(self) -> Iterator[Text | OpenCase]:
        yield _("Noted for the officer, who will answer you here about %(heads)s people. Nobody is registered by this yet.")(
            heads=self.heads)
        yield OpenCase("collective", form=(("body", self.body), ("heads", str(self.heads)), ("contact", self.contact)))

    @property
    def price(self) -> Text:
        """Relief is not for who is paid for from APBN or APBD; of village money the law does not say."""
        funds: Funds = "self" if self.body == "cooperative" else "apbd"
        month = Month.of(self.world.now.date())
        quote = self.world.rules.quote(month, income=0, programs=2, months=1, sector="other", funds=funds)
        text = {
            "government": _("Paid from APBD it is %(price)s a person a month for JKK and JKM at the lowest base, without the government's "
                            "relief."),
            "village": _("Count on %(price)s a person a month for JKK and JKM at the lowest base; whether village money gets the "
                         "government's relief the officer asks for you."),
            "cooperative": _("Who pays for themselves pays from %(price)s a month for JKK and JKM, by their income."),
        }[self.body]
        return text(price=Rupiah(quote.total))
