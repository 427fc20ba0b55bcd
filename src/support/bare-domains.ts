/** Endings that stand for a domain where people or clients read one: those of countries, and the usual others. */
const COUNTRIES =
  'ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw';
const OTHERS =
  'com net org edu gov mil int info biz name pro mobi asia app dev page web site website online store shop blog cloud tech space xyz top club live life world today news media email link click icu vip work works jobs zip mov win bid loan download stream party review trade date men racing science cam bar buzz fun gdn host press pw rest ren run sbs surf tokyo berlin london nyc paris agency academy art bio care chat city codes coffee community company computer consulting cool design digital direct directory domains education energy engineer engineering events exchange expert finance financial fund gallery games gift global gold group guide guru health help hosting house how inc ink institute international land law legal llc ltd management market marketing money monster network one onl ooo partners photo photography photos pics pictures pizza plus porn press productions properties pub quest report restaurant sale school services sex skin social software solutions support systems team technology tips tools tours town toys travel university ventures video vision watch wiki wtf yoga zone ngrok onion example test invalid local internal localhost arpa bank beauty beer bet bond boutique cash casino center chase cheap dating deals dental doctor dog earth fit foundation fyi google green hair homes immo kim lat lol luxe makeup meme mom moscow ninja okinawa organic pet phd poker promo red rocks ru romance ryukyu salon sbs security show singles ski soy study style sucks supply taxi theater tube voto wang wedding wine xin africa';
const IDN =
  'рф|срб|укр|бел|мкд|қаз|ελ|中国|中國|香港|台灣|台湾|公司|网络|網絡|한국|भारत|భారత్|ไทย|рус|онлайн|сайт|дети|москва';

const ENDINGS: ReadonlySet<string> = new Set(`${OTHERS} ${COUNTRIES} ${IDN.replaceAll('|', ' ')}`.split(' '));
/** With a capital letter more likely the next sentence. */
const SENTENCE_STARTS: ReadonlySet<string> = new Set(
  'Am As At Be By De Do Es Er He Id In Is It La Me My No So To Us'.split(' '),
);
/** Looked at as a whole: tried from every letter on, a long one would take a long time. */
const NAME = /(?<![\p{L}\p{M}\p{N}_-])[\p{L}\p{M}\p{N}_-]+(?:\\?[.．｡][\p{L}\p{M}\p{N}_-]+)+/gu;
const ADDRESS_BY_NUMBER = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?=:\d|\/)/g;

/** Product names that end like a domain. */
const NAMES: ReadonlySet<string> = new Set(['asp.net', 'vb.net', 'ado.net', 'ml.net', 'socket.io']);

/** Every host name that stands in a text without a scheme, as clients would read one, in lower case. */
export function bareDomainsIn(text: string): readonly string[] {
  return [...text.matchAll(NAME)].filter(([name]) => isDomain(name)).map(([name]) => toHostName(name));
}

/** Breaks the dots of every host name that `isKept` does not want, so that no client makes a link of it: `evil[.]com`. */
export function breakBareDomains(text: string, isKept: (host: string) => boolean): string {
  const toBroken = (name: string): string => (isKept(toHostName(name)) ? name : name.replaceAll(/\\?[.．｡]/g, '[.]'));
  return text.replace(NAME, (name) => (isDomain(name) ? toBroken(name) : name)).replace(ADDRESS_BY_NUMBER, toBroken);
}

function isDomain(name: string): boolean {
  const ending = /[^.．｡]+$/.exec(name)?.[0] ?? '';
  const host = ending.toLowerCase();
  if (NAMES.has(toHostName(name))) return false;
  return (ENDINGS.has(host) && !SENTENCE_STARTS.has(ending)) || host.startsWith('xn--');
}

function toHostName(name: string): string {
  return name.replaceAll('\\', '').replaceAll('｡', '.').normalize('NFKC').toLowerCase();
}
