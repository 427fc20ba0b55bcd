const PAIRS =
  'ux:user+experience ui:user+interface db:database dbs:databases cs:computer+science ml:machine+learning ai:artificial+intelligence hci:human+computer+interaction os:operating+systems oss:open+source se:software+engineering swe:software+engineer sde:software+engineer js:javascript ts:typescript py:python pg:postgresql tf:terraform gha:github+actions cka:certified+kubernetes+administrator rn:react+native ds:distributed+systems de:data+engineering ee:electrical+engineering me:mechanical+engineering eecs:electrical+engineering+and+computer+science it:information+technology qa:quality+assurance pm:product+manager em:engineering+manager hr:human+resources pr:public+relations pos:point+of+sale ec2:elastic+compute+cloud gcp:google+cloud nlp:natural+language+processing cv:computer+vision wa:web+accessibility a11y:accessibility i18n:internationalization l10n:localization k8s:kubernetes kpi:key+performance+indicators kpis:key+performance+indicators mvp:minimum+viable+product api:application+programming+interface sso:single+sign+on 2fa:two+factor+authentication mfa:multi+factor+authentication nyc:new+york pnw:pacific+northwest dl:deep+learning rl:reinforcement+learning iot:internet+of+things sla:service+level+agreement slo:service+level+objective ci:continuous+integration cd:continuous+delivery cd:continuous+deployment tdd:test+driven+development oop:object+oriented+programming rest:representational+state+transfer frontend:front+end backend:back+end fullstack:full+stack go:golang bay+area:san+francisco uk:england uk:scotland uk:wales europe:netherlands europe:germany europe:france europe:england europe:spain europe:italy';

/** What people shorten and spell out at will, both ways: folded words, joined by a space. */
export const ABBREVIATIONS: ReadonlyMap<string, readonly string[]> = toBothWays();

function toBothWays(): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const add = (name: string, other: string): void => void found.set(name, [...(found.get(name) ?? []), other]);
  for (const pair of PAIRS.split(' ')) {
    const [short = '', long = ''] = pair.split(':');
    const spelled = long.replaceAll('+', ' ');
    add(short.replaceAll('+', ' '), spelled);
    add(spelled, short.replaceAll('+', ' '));
  }
  return found;
}
