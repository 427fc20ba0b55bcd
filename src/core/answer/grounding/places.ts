const DEMONYMS =
  'dutch:netherlands english:england british:britain british:kingdom german:germany french:france spanish:spain italian:italy portuguese:portugal polish:poland swedish:sweden danish:denmark norwegian:norway finnish:finland irish:ireland scottish:scotland welsh:wales swiss:switzerland austrian:austria belgian:belgium greek:greece turkish:turkey russian:russia ukrainian:ukraine czech:czechia american:america american:us american:usa canadian:canada mexican:mexico brazilian:brazil indian:india chinese:china japanese:japan korean:korea australian:australia nigerian:nigeria californian:california texan:texas texan:tx californian:ca european:europe';
const STATES =
  'al:alabama ak:alaska az:arizona ar:arkansas ca:california co:colorado ct:connecticut de:delaware fl:florida ga:georgia hi:hawaii id:idaho il:illinois in:indiana ia:iowa ks:kansas ky:kentucky la:louisiana me:maine md:maryland ma:massachusetts mi:michigan mn:minnesota ms:mississippi mo:missouri mt:montana ne:nebraska nv:nevada nh:new+hampshire nj:new+jersey nm:new+mexico ny:new+york nc:north+carolina nd:north+dakota oh:ohio ok:oklahoma or:oregon pa:pennsylvania ri:rhode+island sc:south+carolina sd:south+dakota tn:tennessee tx:texas ut:utah vt:vermont va:virginia wa:washington wv:west+virginia wi:wisconsin wy:wyoming';
const COUNTRIES =
  'us:united+states us:usa us:america usa:united+states usa:us uk:united+kingdom uk:britain gb:united+kingdom gb:uk gb:britain uk:great+britain de:germany nl:netherlands fr:france es:spain it:italy at:austria ch:switzerland be:belgium ie:ireland in:india ca:canada au:australia nz:new+zealand jp:japan cn:china br:brazil mx:mexico pl:poland se:sweden no:norway dk:denmark fi:finland pt:portugal sg:singapore za:south+africa ng:nigeria kr:south+korea eu:european+union ny:new+york+city nyc:new+york+city sf:san+francisco la:los+angeles';

/** Other ways to write a place that a text names: folded name to the folded words that stand for it. */
export const PLACE_ALIASES: ReadonlyMap<string, readonly string[]> = toAliases();

function toAliases(): ReadonlyMap<string, readonly string[]> {
  const pairs = `${STATES} ${COUNTRIES}`.split(' ').map((pair) => pair.split(':'));
  const aliases = new Map<string, string[]>();
  const add = (name: string, known: string): void => void aliases.set(name, [...(aliases.get(name) ?? []), known]);
  for (const [short = '', long = ''] of pairs) {
    const name = long.replaceAll('+', ' ');
    add(name, short);
    add(short, name);
  }
  for (const pair of DEMONYMS.split(' ')) {
    const [adjective = '', place = ''] = pair.split(':');
    add(adjective, place);
  }
  return aliases;
}
