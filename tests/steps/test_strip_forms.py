"""What menus, players, forms, boards, shops and feet say in European languages and Vietnamese, and the same words in a text.

Lives here: pages written for boilerplate-languages-forms.toml. Never here: figures, single rules (their own examples do that).
"""

from __future__ import annotations

import pytest

from corpuskit.core.document import Document
from corpuskit.core.edit import Layer
from corpuskit.steps.strip import Strip

GOES = {
    "it": (
        "HOME  CRONACA  POLITICA  SPORT  CULTURA  VIDEO\n10 Ottobre 2014 ore 12:47",
        "Il mulino del paese torna a girare. Ieri mattina i primi sacchi di grano sono arrivati con il carro.",
        "Scorri per continuare a leggere\nSegui l'autore   Aggiungi ai preferiti   Segnala\nVuoi commentare? Registrati gratis",
    ),
    "pt": (
        "Capa  Edições  Eventos  Cotações  Assine\n05/09/2022 07h31 Atualizado há 2 horas",
        "O moinho da aldeia voltou a moer. Ontem de manhã chegaram os primeiros sacos de trigo.",
        "Este artigo foi útil?\nCitar   Reportar   Ir ao topo\nÉ permitida a reprodução desde que citada a fonte.",
    ),
    "fr": (
        "InfoJour   Direct   Vidéos   Alertes   Compte\nAnne Petit | 11 septembre 2017 | 4 min",
        "Le moulin du village tourne de nouveau. Hier matin, les premiers sacs de blé sont arrivés en charrette.",
        "Cet article vous a été utile ?\nFAQ  Rechercher  Membres  Connexion\nLes messages sont modérés avant publication.",
    ),
    "vi": (
        "Thời sự  Kinh tế  Đời sống  Giáo dục  Pháp luật  Thể thao",
        "Cối xay của làng lại quay. Sáng qua những bao lúa đầu tiên đã về bằng xe bò.",
        "Gửi bình luận  Ý kiến của bạn sẽ được xét duyệt trước khi đăng\nTheo dõi   Đề cử   Tặng quà",
    ),
    "cs": (
        "Zprávy  Krimi  Rozhovory  Kultura  Sport  Počasí  TV program",
        "Vesnický mlýn zase mele. Včera ráno přijely na voze první pytle obilí.",
        "Chci dostávat oznámení\nUložit na později  Sdílet  X\nVstoupit do diskuze",
    ),
    "pl": (
        "Miasto  Region  Sport  Kultura  Opinie  Ogłoszenia",
        "Wiejski młyn znowu miele. Wczoraj rano przyjechały wozem pierwsze worki zboża.",
        "Dalsza część tekstu pod wideo\nUdostępnij   Wyślij   Zgłoś błąd\nOtwórz pełną wersję strony",
    ),
    "de": (
        "Moorburg  Blaulicht  Verkehr  Freizeit  Jobs  Trauer",
        "Die Dorfmühle mahlt wieder. Gestern früh kamen die ersten Säcke Korn auf dem Wagen.",
        "Artikel unter der Anzeige fortsetzen\nZitieren  Melden  Inhalt teilen\nÄltere Einträge laden",
    ),
}
STAYS = {
    "it": "Modifica profilo\nSabato 5 maggio 2018, ore 21:00\nVedi anche: mulino, farina, macina",
    "pt": "Editar mensagens\n1 de junho de 2020, 20:30\nVer também: várzea, igapó, maromba\nSiga o rio até à ponte.",
    "fr": "Modifier profil\nSamedi 3 mars 2014 à 20h30\nVoir aussi : laisse de mer, marnage\nVaincre ces orcs à présent : 12",
    "vi": "Báo cáo tài chính\nXem thêm: ghe bầu, dầu rái\nĐường dây nóng của Sở: 0200 000 111, ông Lê Mỗ, phòng Khảo thí.",
    "cs": "Zpět do hor\nViz také: mlýn, žito\nV Brně 3. května 2016\nNapište mi z cesty",
    "pl": "Wróć do domu\nZobacz też: młyn, żyto\nKraków, 3 maja 2016 r.\nDołącz do chóru",
    "de": "Inhalt bearbeiten\nSiehe auch: Schlenke, Lagg, Kolk\nBerlin, 3. Mai 2016\nFehler melden sich selten von allein.",
}


def _left(text: str) -> str:
    found = Strip().edits(Document("0" * 16, text))
    edits = found.edits if isinstance(found, Layer) else found
    for edit in sorted(edits, key=lambda edit: -edit.start):
        text = text[: edit.start] + edit.inserted + text[edit.end :]
    return text


@pytest.mark.parametrize("language", GOES)
def test_rows_calls_and_stamps_go(language: str) -> None:
    above, said, below = GOES[language]
    assert _left(f"{above}\n{said}\n{below}").strip() == said


@pytest.mark.parametrize("language", STAYS)
def test_the_same_words_in_a_text_stay(language: str) -> None:
    text = f"{GOES[language][1]}\n{STAYS[language]}\n{GOES[language][1]}"
    assert _left(text) == text
