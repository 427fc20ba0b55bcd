import { isEverydayWord } from './dictionary.ts';

const toSet = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words that begin a sentence or stand in a heading with a capital and name nothing. */
export const PLAIN_WORDS = toSet(`
  twice thrice dozens hundreds thousands millions i i'm i've i'd i'll im a an the this that these those here there my mine our ours your yours his her hers its their theirs he she it we you they me him us them
  who whom whose what which when where why how whether and or but nor so yet for as at by from in into of off on onto out over per to up
  with within without about above across after against along alongside amid among around before behind below beneath beside besides
  between beyond despite down during except inside like near outside past since through throughout toward towards under until upon via
  while whilst although though because if unless once both each either every few many more most much neither no none not one other
  others another any anyone anything everyone everything nobody nothing some someone something several such all also too again ago already
  always almost altogether anyway apart back currently earlier early else even ever first firstly second secondly third finally last lastly
  later latest then thus hence therefore hereby however instead indeed just lately maybe meanwhile moreover furthermore additionally
  nevertheless nonetheless never next now nowadays often only otherwise overall perhaps please previously prior quite rather really
  recently right sadly similarly sometimes soon still thanks thank today together tomorrow tonight unfortunately usually very well
  yes yesterday yeah sure okay ok hi hello hey sorry absolutely certainly definitely of is are was were be been being am do does did done
  have has had having can could will would shall should may might must let lets let's get gets got go goes went gone come comes came make makes
  made take takes took taken give gives gave given keep keeps kept hold holds held run runs ran lead leads led build builds built write
  writes wrote written teach teaches taught win wins won bring brings brought think thinks thought know knows knew known grow grows grew
  grown cut cuts set sets put puts begin begins began begun start starts speak speaks spoke spoken read reads see sees saw seen say says
  said tell tells told ask asks feel feels felt find finds found leave leaves left lose lost meet meets met pay pays paid send sends sent
  sell sells sold show shows shown sit sits spend spends spent stand stands stood swim swims swam ride rides rode drive drives drove draw
  draws drew fall fell fly flew forgo hear heard buy bought catch caught choose chose chosen deal dealt feed fed fight fought understand
  understood rise rose shrink shrank sleep slept oversee oversees oversaw undertake undertook rebuild rebuilt rewrite rewrote ship ships
  use uses used work works worked working help helps join joins move moves serve serves live lives love loves like likes enjoy enjoys
  want wants need needs try tries tend seem seems look looks turn turns open opens offer offers own owns play plays plan plans handle
  handles manage manages study studies studied learn learns earn earns receive receives hire hires mentor mentors design designs develop
  develops include includes including remain remains focus focuses specialize specializes specialise contribute contributes contributed
  certificate certificates certification certifications certified award awards awarded company companies employer employers role roles
  title titles position positions job jobs career experience experiences work history background summary overview profile about bio
  education school schools university universities college colleges institution degree degrees field major minor grade gpa score scores
  course courses coursework thesis dissertation skill skills strength strengths weakness weaknesses level levels language languages fluency
  native fluent conversational basic professional proficiency advanced intermediate beginner expert master proficient elementary tool tools technology technologies tech stack
  framework frameworks database databases frontend backend programming project projects product products library libraries publication
  publications paper papers article articles talk talks publisher book books interest interests hobby hobbies volunteer volunteering
  volunteered volunteers award awards honor honors honour honours reference references recommendation recommendations contact email e-mail phone website location
  locations address city country date dates period duration time timeline start end year years month months week weeks day days present
  current previous former past future recent main key core top notable major other additional further general selected relevant
  achievement achievements accomplishment accomplishments highlight highlights responsibility responsibilities impact result results
  outcome outcomes situation action task lesson lessons story stories example examples detail details note notes point points fact facts
  source sources file files passage passages answer answers question questions team teams people person colleagues leadership management
  family home office free spare fun beyond goal goals value values principle principles preference preferences availability travel hours
  workplace style approach reason reasons way ways part parts place places thing things side issue problem problems solution solutions
  data software hardware engineering development design research business operations security quality performance infrastructure web
  mobile cloud platform service services system systems application applications app apps code open source new old good great best big small
  long short high low full part-time full-time half double single total average typical real true false different same similar
  various based known according due thanks regarding concerning depending following given starting working together plus minus
  ai cv q&a faq twin bot diy id ok tl dr tldr etc eg ie vs aka pm am music art sport sports food nature photography cooking travel sources
  put simply frankly honestly clearly interestingly importantly specifically generally technically professionally academically personally
  originally initially eventually ultimately subsequently separately formerly presently notably mostly mainly partly roughly
  approximately nearly around another whenever wherever whatever whichever whoever itself himself herself themselves myself yourself
  call calls drop check visit add adds create creates send reach write see note please feel thank welcome glad happy nice pleased proud
  cheers hope hopefully alas right well ah oh hm great good excellent fine exactly correct indeed sadly luckily fortunately surprisingly
  interestingly alternatively conversely similarly likewise accordingly consequently meanwhile simultaneously concurrently respectively
  whereas besides apart regarding thereafter afterwards afterward beforehand hence someday everyday nowhere everywhere anywhere
  improve improves reduce reduces increase increases raise raises boost boosts save saves launch launches test tests support supports
  maintain maintains organize organizes organise coordinate translate translate teach train trains review reviews analyze analyzes analyse
  automate migrate optimize optimise refactor document deploy deploys integrate implement implements architect conduct conducts drive
  deliver delivers produce produces publish publishes present presents host hosts found co-founded cofounded head spearhead coach coaches
  advise advises evaluate evaluates measure measures monitor monitors test prepare prepares collect collects explore explores research
  cycling climbing hiking swimming reading writing coding teaching gardening painting running skiing chess yoga coffee bread baking
  dinner lunch tea wine jazz blues rock pop folk piano guitar violin cello drums football soccer tennis basketball golf chess cat cats dog
  dogs children kids wife husband partner married parents father mother brother sister family friend friends neighbour neighbor house
  garden city town village country world internet online offline web email mail phone letter message messages chat call calls meeting
  meetings conference conferences workshop workshops talk speech lecture seminar session sessions event events meetup meetups
  backend frontend full-stack devops cybersecurity analytics statistics mathematics physics chemistry biology economics finance law
  medicine history philosophy psychology sociology geography literature linguistics journalism architecture art arts business administration
  accounting marketing sales logistics operations human resources communication communications negotiation presentation problem-solving
  teamwork collaboration creativity curiosity empathy patience honesty integrity reliability discipline passion drive ambition
  improvement improvements incident incidents outage outages migration launch release releases feature features bug bugs error errors
  test tests build builds pipeline pipelines deployment deployments server servers client network networks storage memory cache search
  api apis library module modules package packages script scripts tool toolkit editor compiler engine model models algorithm algorithms
  dataset datasets report reports dashboard dashboards chart charts graph graphs table tables form forms page pages site sites blog post posts
  podcast video videos photo photos film films movie movies song songs album novel poem poems game games sport team
  budget income profit profits loss price prices money salary pay payment payments invoice invoices contract contracts deal deals sale
  manager boss colleague peer peers mentee mentees audience readers visitors attendees participants learners pupils patients guests residents
  nothing none nobody whoever little less least fewer plenty lots half quarter part rest whole entire full empty high higher highest low lower
  lowest large larger largest small smaller smallest big bigger biggest best better worse worst fast faster slow slower easy easier hard harder
  simple complex important special specific certain possible likely unlikely available unavailable responsible able unable free busy
  mr mrs ms dr prof sir madam jr sr phd status type category name names role item items topic topics no. key entry entries aspect
  phase stage step steps metric metrics scale scope budget cost costs revenue size number numbers amount rate users customers clients
  client customer partner partners member members group groups community class classes student students teacher teachers child children
  robots robot sensors sensor weekday weekdays weekend weekends summer winter spring autumn fall morning evening night
  trained tailored hands hands-on day-to-day remote hybrid onsite on-site contract contractor permanent freelance independent self
  repo repos app demo demos dev devs docs ops infra config admin stats specs bio uni hackathon hackathons bootcamp podcast startup startups
  fintech edtech wiki faq readme changelog upskilling reskilling onboarding
  si sí hola bonjour salut hallo ja oui ciao ola olá gracias merci danke nein non`);

/** Endings that few names have, for a word whose capital may only be its place. */
const PLAIN_ENDING =
  /(?:ing|ed|ly|tion|tions|sion|ments?|ness|ities|ability|ful|ous|ible|ably|ward|wise|ology|isms?|ists?|ships?|ances?|ences?)$/;

/** Whether a capitalised word at the start of a sentence is most likely no name. `folded` has four letters or more to be judged by its ending. */
export function isPlainWord(folded: string): boolean {
  const base = folded.replace(/'.*$/, '');
  return isKnownPlain(base) || isEverydayWord(base);
}

/** The same by the short list and the ending alone, for words whose capital has another reason than their place. */
export function isKnownPlain(folded: string): boolean {
  return PLAIN_WORDS.has(folded) || (folded.length > 5 && PLAIN_ENDING.test(folded));
}
