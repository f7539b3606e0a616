"""The named damages of site generators, and of width.

What lives here: the table of them, in order. What never does: how they are done (damages_site, damages_layout).
"""

from __future__ import annotations

from corpuskit.testing import damages_layout as layout
from corpuskit.testing import damages_site as site
from corpuskit.testing.damages_entry import Damage

TABLE: tuple[Damage, ...] = (
    Damage(
        "hans-to-hant",
        "simplified to traditional, character by character",
        "the first traditional form of every character, no phrases: 皇後",
        site.hans_to_hant,
        "lossy",
        "script",
    ),
    Damage(
        "pinyin-notes",
        "pinyin notes",
        "X becomes X(pinyin) by replacement over GBK bytes, from a table drawn per page: 協(xié); hits across characters",
        site.pinyin_notes,
        "lossy",
        "site",
    ),
    Damage(
        "pinyin-notes-blank",
        "pinyin notes with a blank inside",
        "the same with a blank after the reading: 會(huì )",
        site.pinyin_notes,
        "lossy",
        "site",
        {"blank": True},
    ),
    Damage(
        "junk-before-marks",
        "control characters before marks",
        "a run of U+0005-0008 before ，。、？！； by replacement over GBK bytes; marks found across characters shift the text",
        site.junk_before_marks,
        "lossy",
        "site",
    ),
    Damage(
        "junk-before-marks-stripped",
        "shifts left by removed control characters",
        "the same, the control characters removed later: 叫好?！懊馄?",
        site.junk_before_marks,
        "lossy",
        "site",
        {"strip": True},
    ),
    Damage(
        "junk-before-marks-flattened",
        "control characters before marks, flattened",
        "the same with the control characters, full-width forms made ASCII later",
        site.junk_before_marks,
        "lossy",
        "site",
        {"flatten": True},
    ),
    Damage(
        "junk-before-marks-stripped-flattened",
        "shifts left by removed control characters, flattened",
        "control characters removed and full-width forms made ASCII: 叫好?!懊馄?",
        site.junk_before_marks,
        "lossy",
        "site",
        {"strip": True, "flatten": True},
    ),
    Damage(
        "site-generator",
        "a site generator's whole work",
        "to traditional, pinyin notes, junk before marks, junk removed, width flattened, over one byte string",
        site.generate_site,
        "lossy",
        "site",
    ),
    Damage(
        "flatten-width",
        "full-width forms flattened",
        "U+FF01-FF5E to ASCII: ，becomes a comma, 。 stays",
        site.flatten_width,
        "lossy",
        "width",
    ),
    Damage(
        "widened-ascii",
        "full-width letters and digits",
        "ASCII letters and digits as full-width forms: ２０１９",
        layout.to_full_width,
        "exact",
        "width",
        {},
        lambda text: not any("\uff10" <= char <= "\uff5a" for char in text),
    ),
)
