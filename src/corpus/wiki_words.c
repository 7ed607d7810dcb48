/* Tables of words, and lookups in them. */
#include "corpus/wiki_words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "corpus/plain.h"

enum kind {
    W_SPACE,
    W_TALK,
    W_LIST,
    W_LIST_END,
    W_END,
    W_JOIN,
    W_OTHER,
    W_NAME,
    W_ARTIST,
    W_TRADE,
    W_FROM,
    KINDS
};

/* Rows by language, in this order: English, German, French, Spanish, Catalan, Italian, Portuguese, Dutch,
 * Swedish, Danish, Norwegian, Finnish, Polish, Czech, Hungarian, Romanian, Turkish, Indonesian, Russian,
 * Ukrainian, Japanese, Chinese, Korean. A language whose words are all in others has no row. */
static const struct {
    enum kind kind;
    const char *words; /* separated by | */
} tables[] = {
    {W_SPACE,
     "File|Image|Category|Wikipedia|WP|Help|Template|Talk|Special|Portal|User|Media|MediaWiki|Module|Draft|"
     "Book|TimedText|Project|Topic|Event"},
    {W_SPACE, "Datei|Bild|Spezial|Hilfe|Kategorie|Vorlage|Benutzer|Benutzerin|Diskussion|Modul"},
    {W_SPACE,
     "Fichier|Catégorie|Aide|Modèle|Spécial|Portail|Utilisateur|Utilisatrice|Discussion|Projet|Wikipédia|"
     "Référence"},
    {W_SPACE,
     "Archivo|Imagen|Categoría|Ayuda|Plantilla|Especial|Usuario|Usuaria|Discusión|Wikiproyecto|Anexo|Módulo"},
    {W_SPACE, "Fitxer|Imatge|Ajuda|Plantilla|Usuari|Discussió|Viquipèdia|Viquiprojecte"},
    {W_SPACE, "Immagine|Categoria|Aiuto|Speciale|Portale|Utente|Discussione|Discussioni|Progetto|Bozza"},
    {W_SPACE, "Ficheiro|Arquivo|Imagem|Predefinição|Usuário|Utilizador|Discussão|Wikipédia|Portal|Livro"},
    {W_SPACE, "Bestand|Afbeelding|Categorie|Sjabloon|Speciaal|Portaal|Gebruiker|Overleg|Hulp"},
    {W_SPACE, "Fil|Kategori|Hjälp|Mall|Användare|Diskussion"},
    {W_SPACE, "Billede|Hjælp|Skabelon|Speciel|Bruger"},
    {W_SPACE, "Hjelp|Mal|Spesial|Bruker|Diskusjon"},
    {W_SPACE, "Tiedosto|Kuva|Luokka|Ohje|Malline|Toiminnot|Käyttäjä|Keskustelu|Teemasivu"},
    {W_SPACE, "Plik|Grafika|Pomoc|Szablon|Specjalna|Wikipedysta|Wikipedystka|Dyskusja|Kategoria"},
    {W_SPACE, "Soubor|Nápověda|Šablona|Speciální|Uživatel|Wikipedista|Wikipedistka|Diskuse|Portál"},
    {W_SPACE, "Fájl|Kép|Kategória|Segítség|Sablon|Speciális|Szerkesztő|Vita"},
    {W_SPACE, "Fișier|Imagine|Ajutor|Format|Utilizator|Discuție|Categorie"},
    {W_SPACE, "Dosya|Resim|Yardım|Şablon|Özel|Kullanıcı|Tartışma|Vikipedi|Vikiproje"},
    {W_SPACE, "Berkas|Gambar|Bantuan|Templat|Istimewa|Pengguna|Pembicaraan"},
    {W_SPACE,
     "Файл|Изображение|Категория|Справка|Шаблон|Служебная|Портал|Участник|Участница|Обсуждение|Википедия|"
     "Проект|Модуль"},
    {W_SPACE, "Зображення|Категорія|Довідка|Спеціальна|Користувач|Користувачка|Обговорення|Вікіпедія|Проєкт"},
    {W_SPACE,
     "ファイル|画像|カテゴリ|ヘルプ|特別|利用者|ノート|プロジェクト|テンプレート|モジュール|ポータル"},
    {W_SPACE, "文件|档案|檔案|图像|圖像|分类|分類|帮助|幫助|模板|特殊|用户|用戶|使用者|讨论|討論|维基百科|"
              "維基百科|主题|主題"},
    {W_SPACE, "파일|그림|분류|도움말|틀|특수|사용자|토론|위키백과|포털|위키프로젝트|모듈"},

    {W_TALK,
     "talk|Diskussion|Discussion|discusión|Discussió|discussão|Discussione|overleg|diskusjon|keskustelu|"
     "dyskusja|diskuse|vita|tartışma|обсуждение|обговорення|토론"},

    {W_LIST, "List of|Lists of|Index of|Outline of"},
    {W_LIST, "Liste|Listen der|Listen von"},
    {W_LIST, "Listes"},
    {W_LIST, "Lista|Listas|Listado"},
    {W_LIST, "Llista|Llistes"},
    {W_LIST, "Liste di|Liste dei"},
    {W_LIST, "Lijst van|Lijsten van"},
    {W_LIST, "Lister over"},
    {W_LIST, "Luettelo"},
    {W_LIST, "Listy"},
    {W_LIST, "Seznam|Seznamy"},
    {W_LIST, "Listă"},
    {W_LIST, "Daftar"},
    {W_LIST, "Список|Списки|Перелік"},
    {W_LIST_END, "の一覧|一覧|列表|名單|名单|목록|listesi|listája|listái"},

    {W_END,
     "See also|References|Notes|External links|External link|Further reading|Bibliography|Sources|Footnotes|"
     "Citations|Works cited|General references|Explanatory notes|Related lists|Related articles|Reference"},
    {W_END,
     "Siehe "
     "auch|Weblinks|Weblink|Einzelnachweise|Einzelnachweis|Literatur|Quellen|Quelle|Anmerkungen|Fußnoten|"
     "Belege|Nachweise|Referenzen"},
    {W_END,
     "Voir aussi|Articles connexes|Article connexe|Liens externes|Lien externe|Notes|Références|Référence|"
     "Bibliographie|Annexes|Liens"},
    {W_END, "Véase también|Referencias|Enlaces externos|Notas|Bibliografía|Fuentes"},
    {W_END, "Vegeu també|Referències|Enllaços externs|Bibliografia|Notes"},
    {W_END, "Voci correlate|Note|Collegamenti esterni|Altri progetti|Bibliografia|Fonti"},
    {W_END, "Ver também|Referências|Ligações externas|Links externos|Notas|Fontes"},
    {W_END, "Zie ook|Externe links|Externe link|Externe "
            "koppelingen|Referenties|Bronnen|Bron|Noten|Voetnoten|Literatuur|"
            "Bronvermelding"},
    {W_END,
     "Se även|Referenser|Externa länkar|Källor|Noter|Fotnoter|Litteratur|Källförteckning|Källhänvisningar"},
    {W_END, "Se også|Referencer|Noter|Eksterne henvisninger|Kilder|Fodnoter"},
    {W_END, "Referanser|Eksterne lenker|Eksterne lenkjer|Fotnoter"},
    {W_END, "Katso myös|Lähteet|Aiheesta muualla|Viitteet|Kirjallisuutta"},
    {W_END, "Zobacz też|Przypisy|Linki zewnętrzne|Uwagi|Źródła"},
    {W_END, "Související články|Reference|Externí odkazy|Odkazy|Poznámky|Literatura"},
    {W_END,
     "Lásd még|További információk|Jegyzetek|Források|Külső hivatkozások|Kapcsolódó szócikkek|Irodalom"},
    {W_END, "Vezi și|Note|Legături externe|Referințe|Bibliografie"},
    {W_END, "Ayrıca bakınız|Kaynakça|Dış bağlantılar|Notlar|Kaynaklar"},
    {W_END, "Lihat pula|Lihat juga|Referensi|Pranala luar|Catatan|Daftar pustaka"},
    {W_END, "См. также|Примечания|Ссылки|Литература|Источники"},
    {W_END, "Див. також|Примітки|Посилання|Література|Джерела"},
    {W_END, "関連項目|脚注|外部リンク|参考文献|出典|注釈|注釈・出典"},
    {W_END, "参见|參見|参看|參看|另见|另見|参考文献|參考文獻|参考资料|參考資料|外部链接|外部連結|外部連接|"
            "注释|註釋|腳註|"
            "相关条目|相關條目|延伸阅读|延伸閱讀|来源|來源"},
    {W_END, "같이 보기|각주|외부 링크|참고 문헌|참고문헌|출처|주석"},

    {W_JOIN, "and|or|s|und|et|ou|y|o|e|i|en|of|och|og|ja|a|és|și|ve|dan|и|та|und oder|的|と"},

    {W_OTHER,
     "Year|Years|Date|Rank|No|Nr|Number|Position|Pos|Peak|Album|Albums|Title|Song|Songs|Single|Film|Label|"
     "Record label|Country|City|Location|Venue|Event|Festival|Award|Category|Work|Role|Image|Photo|Genre|"
     "Genres|Chart|Ref|Refs|Source|Month|Day|Season|Episode|Track|Edition|Issue|Origin|Instrument|Sales|"
     "Region|Nation|Nationality|Station|Club|Show"},
    {W_OTHER,
     "Jahr|Jahre|Datum|Rang|Platz|Titel|Lied|Land|Stadt|Ort|Bild|Foto|Genre|Musikrichtung|Quelle|Herkunft"},
    {W_OTHER, "Année|Années|Rang|Titre|Chanson|Pays|Ville|Lieu|Photo|Prix|Numéro|Origine"},
    {W_OTHER,
     "Año|Años|Fecha|Puesto|Posición|Título|Canción|País|Ciudad|Lugar|Foto|Imagen|Género|Premio|Núm"},
    {W_OTHER, "Any|Data|Anno|Titolo|Brano|Paese|Città|Genere|Posizione"},
    {W_OTHER, "Ano|Ranque|Posição|Canção|Cidade|Gênero|Género|Jaar|Plaats|Nummer|Titel"},
    {W_OTHER,
     "År|Plats|Låt|Stad|Årstal|Sang|By|Vuosi|Sija|Kappale|Maa|Rok|Tytuł|Kraj|Miejsce|Píseň|Země|Pořadí"},
    {W_OTHER,
     "Év|Ország|Cím|An|Țara|Yıl|Ülke|Şarkı|Tahun|Negara|Lagu|Год|Страна|Место|Песня|Альбом|Рік|Країна|Пісня"},
    {W_OTHER, "年|年度|順位|曲名|国|国籍|地域|发行|排名|歌曲|专辑|專輯|國家|国家|연도|순위|노래|국가|회"},

    {W_NAME, "Name|Names|Full name|Name of artist|Nom|Noms|Nombre|Nome|Nomi|Naam|Namn|Navn|Nimi|Nazwa|Imię i "
             "nazwisko|"
             "Jméno|Név|Nume|Ad|Adı|İsim|Nama|Имя|Название|Ім'я|Назва|名前|名称|氏名|姓名|名字|名稱|이름"},

    {W_ARTIST,
     "Artist|Artists|Artist name|DJ|DJs|DJ name|Disc jockey|Stage name|Band|Bands|Band name|Group|Groups|"
     "Group name|Act|Acts|Musician|Musicians|Singer|Singers|Rapper|Rappers|Producer|Producers|Performer|"
     "Performers|Duo|Recording artist|Solo artist|Winner|Winners|Headliner|Headliners"},
    {W_ARTIST,
     "Künstler|Künstlername|Interpret|Interpreten|Bandname|Gruppe|Musiker|Sänger|Sängerin|Musikgruppe"},
    {W_ARTIST, "Artiste|Artistes|Groupe|Groupes|Nom de scène|Chanteur|Chanteuse|Musicien|Interprète|Rappeur"},
    {W_ARTIST, "Artista|Artistas|Grupo|Grupos|Banda|Bandas|Cantante|Músico|Intérprete|Nombre artístico|Grup"},
    {W_ARTIST, "Artisti|Gruppo|Gruppi|Musicista|Interprete|Nome d'arte|Cantor|Cantora|Nome artístico"},
    {W_ARTIST,
     "Artiest|Artiesten|Groep|Zanger|Zangeres|Muzikant|Uitvoerder|Artister|Grupp|Sångare|Kunstner|Sanger"},
    {W_ARTIST,
     "Artisti|Esittäjä|Yhtye|Artysta|Wykonawca|Zespół|Pseudonim|Umělec|Skupina|Előadó|Együttes|Formație"},
    {W_ARTIST,
     "Sanatçı|Grup|Şarkıcı|Sahne adı|Artis|Penyanyi|Исполнитель|Артист|Группа|Диджей|Псевдоним|Певец|Певица"},
    {W_ARTIST, "Виконавець|Гурт|Артист|Співак|アーティスト|アーティスト名|歌手|歌手名|グループ|グループ名|"
               "バンド|バンド名"},
    {W_ARTIST, "艺人|藝人|乐队|樂隊|樂團|组合|組合|가수|그룹|아티스트|밴드|예명"},

    {W_TRADE,
     "dj|djs|musician|musicians|band|singer|rapper|producer|group|duo|trio|quartet|artist|entertainer|"
     "songwriter|"
     "composer|project|jockey|performer|ensemble|vocalist|mc|emcee|remixer|act|guitarist|drummer|bassist|"
     "pianist|orchestra|choir|collective|violinist|saxophonist|trumpeter|quintet|girl group|boy band"},
    {W_TRADE,
     "Musiker|Musikerin|Sänger|Sängerin|Gruppe|Musikgruppe|Musikproduzent|Produzent|Komponist|Musikprojekt|"
     "Rapperin|Künstler|Projekt|Rockband"},
    {W_TRADE, "groupe|musicien|musicienne|chanteur|chanteuse|rappeur|rappeuse|artiste|compositeur|producteur|"
              "orchestre"},
    {W_TRADE,
     "banda|grupo|músico|música|cantante|rapero|rapera|productor|dúo|cantautor|cantautora|compositor"},
    {W_TRADE, "grup|grup musical|gruppo|gruppo musicale|musicista|cantautrice|produttore|compositore|rapper"},
    {W_TRADE, "cantor|cantora|produtor|groep|zanger|zangeres|muzikant|muziekgroep|producent|rapperen"},
    {W_TRADE,
     "musikgrupp|sångare|sångerska|rappare|artisten|popgrupp|rockgrupp|sanger|sangerinde|musikgruppe|gruppe"},
    {W_TRADE, "yhtye|laulaja|muusikko|räppäri|zespół|zespół "
              "muzyczny|piosenkarz|piosenkarka|muzyk|raper|skupina|zpěvák|"
              "zpěvačka|hudebník|hudební skupina"},
    {W_TRADE, "együttes|énekes|énekesnő|zenész|formație|cântăreț|cântăreață|grubu|müzisyen|şarkıcı|penyanyi|"
              "grup musik"},
    {W_TRADE, "группа|певец|певица|музыкант|рэпер|диджей|дуэт|гурт|співак|співачка|музикант|репер"},
    {W_TRADE, "バンド|歌手|ミュージシャン|音楽グループ|グループ|音楽ユニット|ラッパー|音楽家|"
              "アイドルグループ|お笑いコンビ"},
    {W_TRADE, "乐队|樂隊|樂團|乐团|组合|組合|音乐人|音樂人|가수|그룹|밴드|음악 그룹|래퍼|음악가"},

    {W_FROM, "from|aus|de|di|da|do|du|des|del|della|van|uit|från|fra|z|ze|из|з"},
};

struct wiki_word {
    char *text; /* normalized by plain_words */
    enum kind kind;
};

struct wiki_words {
    struct wiki_word *list; /* sorted by kind and text */
    size_t count, room;
    size_t first[KINDS + 1]; /* index of the first word of each kind */
};

static int compare(const void *a, const void *b)
{
    const struct wiki_word *x = a, *y = b;

    return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->text, y->text);
}

static int add(struct wiki_words *words, enum kind kind, const char *text, size_t length)
{
    char plain[PLAIN_BYTES];

    if (words->count == words->room) {
        size_t room = words->room ? 2 * words->room : 1024;
        struct wiki_word *bigger = realloc(words->list, room * sizeof *bigger);

        if (!bigger)
            return -1;
        words->list = bigger;
        words->room = room;
    }
    plain_words(text, length, plain);
    words->list[words->count] = (struct wiki_word){strdup(plain), kind};
    return words->list[words->count++].text ? 0 : -1;
}

static int add_table(struct wiki_words *words, enum kind kind, const char *texts)
{
    for (;;) {
        size_t length = strcspn(texts, "|");

        if (add(words, kind, texts, length) != 0)
            return -1;
        if (!texts[length])
            return 0;
        texts += length + 1;
    }
}

struct wiki_words *wiki_words_new(struct err *why)
{
    struct wiki_words *words = calloc(1, sizeof *words);
    int result = words ? 0 : -1;

    for (size_t i = 0; i < sizeof tables / sizeof *tables && result == 0; i++)
        result = add_table(words, tables[i].kind, tables[i].words);
    if (result != 0) {
        wiki_words_free(words);
        err_set(why, "out of memory");
        return NULL;
    }
    qsort(words->list, words->count, sizeof *words->list, compare);
    for (size_t i = 0; i < words->count; i++)
        words->first[words->list[i].kind + 1] = i + 1;
    return words;
}

void wiki_words_free(struct wiki_words *words)
{
    if (!words)
        return;
    for (size_t i = 0; i < words->count; i++)
        free(words->list[i].text);
    free(words->list);
    free(words);
}

/* ---- lookups ---- */

static int has(const struct wiki_words *words, enum kind kind, const char *text, size_t length)
{
    char word[PLAIN_BYTES];
    struct wiki_word key = {word, kind};

    memcpy(word, text, length);
    word[length] = '\0';
    return bsearch(&key, words->list, words->count, sizeof key, compare) != NULL;
}

/* The length of the longest prefix of whole words that is in the table of a kind; 0 for none. */
static size_t longest(const struct wiki_words *words, enum kind kind, const char *text)
{
    size_t length = strlen(text);

    while (length && !has(words, kind, text, length))
        do
            length--;
        while (length && text[length] != ' ');
    return length;
}

/* Whether a text consists of phrases of a kind, optionally joined by "and" and the like. */
static int is_row_of(const struct wiki_words *words, enum kind kind, const char *text)
{
    int n = 0;

    while (*text) {
        size_t length = longest(words, kind, text);

        n += length > 0;
        if (!length)
            length = longest(words, W_JOIN, text);
        if (!length)
            return 0;
        text += length + (text[length] == ' ');
    }
    return n > 0;
}

/* Whether a text ends in a word of a kind: for languages without spaces, and for endings. */
static int ends_in(const struct wiki_words *words, enum kind kind, const char *text, int only_wide)
{
    size_t length = strlen(text);

    for (size_t i = words->first[kind]; i < words->first[kind + 1]; i++) {
        const char *word = words->list[i].text;
        size_t end = strlen(word);

        if (only_wide && (unsigned char)word[0] < 0xe1)
            continue;
        if (end < length && strcmp(text + length - end, word) == 0)
            return 1;
    }
    return 0;
}

int wiki_is_article(const struct wiki_words *words, const char *title)
{
    size_t length = strcspn(title, ":");
    char plain[PLAIN_BYTES];
    const char *last;

    if (!title[length] || title[length + 1] == ' ') /* the colon of a namespace is not followed by a space */
        return 1;
    plain_words(title, length, plain);
    last = strrchr(plain, ' ');
    return !has(words, W_SPACE, plain, strlen(plain)) &&
           !(last && has(words, W_TALK, last + 1, strlen(last + 1)));
}

int wiki_is_list(const struct wiki_words *words, const char *title)
{
    char plain[PLAIN_BYTES];
    size_t length;

    plain_words(title, strlen(title), plain);
    for (length = strlen(plain); length; length--)
        if (plain[length] == ' ' && has(words, W_LIST, plain, length))
            return 1;
    return ends_in(words, W_LIST_END, plain, 0);
}

int wiki_is_end(const struct wiki_words *words, const char *heading)
{
    char plain[PLAIN_BYTES];

    plain_words(heading, strlen(heading), plain);
    return is_row_of(words, W_END, plain);
}

enum wiki_column wiki_column(const struct wiki_words *words, const char *header)
{
    char plain[PLAIN_BYTES];

    plain_words(header, strlen(header), plain);
    if (is_row_of(words, W_ARTIST, plain))
        return COLUMN_ARTIST;
    if (is_row_of(words, W_NAME, plain))
        return COLUMN_NAME;
    return is_row_of(words, W_OTHER, plain) ? COLUMN_OTHER : COLUMN_UNKNOWN;
}

/* "American rock band", "group from Cuba", "gruppo musicale", "日本のバンド". A capitalized text that begins with
 * such a word ("Band of Gypsys") is a name. */
int wiki_is_trade(const struct wiki_words *words, const char *remark)
{
    char plain[PLAIN_BYTES];
    const char *last, *next;
    size_t first;

    plain_words(remark, strcspn(remark, ","), plain);
    last = strrchr(plain, ' ');
    first = longest(words, W_TRADE, plain);
    next = plain + first + (plain[first] == ' ');
    if (has(words, W_TRADE, last ? last + 1 : plain, strlen(last ? last + 1 : plain)) ||
        ends_in(words, W_TRADE, plain, 1))
        return 1;
    return first &&
           (!*next || !isupper((unsigned char)remark[0]) || has(words, W_FROM, next, strcspn(next, " ")));
}
