/** English forms that no rule brings to their word, each after that word. What is a word of its own, like `found`, is left out. */
const FORMS = `
arise arose arisen|awake awoke awoken|bear bore borne|become became|begin began begun|bend bent|bite bit bitten|blow blew blown
break broke broken|breed bred|bring brought|build built|burn burnt|buy bought|catch caught|choose chose chosen|cling clung|come came
creep crept|deal dealt|dig dug|draw drew drawn|dream dreamt|drink drank drunk|drive drove driven|eat ate eaten|fall fell fallen|feed fed
feel felt|fight fought|flee fled|fly flew flown|forbid forbade forbidden|forget forgot forgotten|forgive forgave forgiven|freeze froze frozen
give gave given|go went gone goes|grow grew grown|hang hung|hear heard|hide hid hidden|hold held|keep kept|kneel knelt|know knew|lay laid|lead led
lean leant|leap leapt|learn learnt|leave left|lend lent|lose lost|make made|mean meant|meet met|overcome overcame|oversee oversaw overseen
pay paid|rebuild rebuilt|rewrite rewrote rewritten|ride rode ridden|rise risen|run ran|say said|see saw seen|seek sought|sell sold|send sent
sew sewn|shake shook shaken|shine shone|shoot shot|show shown|shrink shrank shrunk|sing sang sung|sink sank sunk|sit sat|sleep slept|slide slid
speak spoke spoken|speed sped|spell spelt|spend spent|spin spun|stand stood|steal stole stolen|stick stuck|strike struck|strive strove striven
swear swore sworn|sweep swept|swim swam swum|swing swung|take took taken|teach taught|tear tore torn|tell told|think thought|throw threw thrown
understand understood|undertake undertook undertaken|undergo underwent undergone|wake woke woken|wear wore worn|weave wove woven|weep wept
win won|wind wound|withdraw withdrew withdrawn|write wrote written|child children|foot feet|tooth teeth|mouse mice|man men|woman women`;

/** The word of which something is an irregular form, both in lower case: `leave` for `left`. */
export const IRREGULAR_FORMS: ReadonlyMap<string, string> = new Map(
  FORMS.trim()
    .split(/[|\n]/)
    .flatMap((line) => {
      const [word = '', ...forms] = line.split(' ');
      return forms.map((form) => [form, word] as const);
    }),
);
