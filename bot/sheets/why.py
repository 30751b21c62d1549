"""Why a row of a file is refused, in words that say how to mend it."""
from __future__ import annotations

from collections.abc import Mapping

from bot.answers.nik import FLAWS
from bot.texts import Text, _

WHY: Mapping[str, Text] = {
    # of a list of members
    **{f"nik_{flaw.value}": text for flaw, text in FLAWS.items()},
    "nik_none": _("The NIK is missing."),
    "nik_length": _("A NIK has 16 digits; here there are %(other)s. Please copy it from the KTP."),
    "nik_rounded": _("The spreadsheet has made a number of the NIK and lost its last digits (like 7,27103E+15). Format the column as "
                     "text, enter the NIKs again, and send the file anew."),
    "name": _("The name is missing, or has digits or signs in it. Please write it as on the KTP."),
    "day": _("The birth date can't be read. Please write it like 17-8-1985."),
    "born": _("The birth date is another one than in the NIK. Please look at the KTP again."),
    "sex": _("The NIK says another sex than the row. Please look at the KTP again."),
    "young": _("Membership is possible from the age of %(other)s."),
    "minor": _("Under %(other)s an officer registers them, together with a parent; not by a list."),
    "old": _("New members must be under %(other)s."),
    "work": _("The occupation is missing."),
    "wages": _("Who works for wages is registered by the employer, not by this list."),
    "regency": _("We don't know this kabupaten or kota. Please write it like: Kota Palembang."),
    "on_file": _("This NIK is with the officers already, or is covered today."),
    # of results
    "blank": _("Nothing is filled in: no KPJ and no status."),
    "receipt": _("No registration has this receipt number."),
    "said": _("The status is one of: terdaftar, perbaiki."),
    "kpj": _("A KPJ has 11 digits, and belongs to one person. Please look again."),
    "path": _("Please begin the reason with what has to be mended, like: NIK: not the one on the KTP. Who came by a list can't be asked."),
    "why": _("Please say in a sentence what is wrong, so that the person can mend it."),
    "already": _("That is on record already."),
    "state": _("It is in a state from which this step doesn't lead on."),
    # of both
    "twice": _("The same as in row %(other)s."),
    "fault": _("Something went wrong here with this row. Please do it by hand."),
}
