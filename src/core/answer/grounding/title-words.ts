const toSet = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** What people are at work, as stems. */
export const ROLE_NOUNS = toSet(`
  accountant actor administrator adviser advisor agent analyst animator architect artist assistant associate attorney auditor author
  baker barista biologist broker builder buyer captain cashier ceo cfo chair chairman chairperson chairwoman chancellor chef chemist cio clerk
  clinician coach cmo cofounder co-founder columnist composer comptroller consultant contractor controller cook coo coordinator copywriter
  counsel counselor counsellor cpo cto curator dean dentist designer developer director dispatcher doctor drafter economist editor
  educator electrician engineer entrepreneur epidemiologist evangelist executive facilitator fellow filmmaker founder freelancer geologist
  hydrologist illustrator inspector instructor intern interpreter inventor investigator investor journalist judge lawyer lecturer lead
  librarian lieutenant linguist machinist maintainer manager marketer mathematician mechanic mentor midwife musician nurse officer operator
  owner paralegal paramedic partner pharmacist photographer physician physicist pilot planner plumber poet policeman politician postdoc president
  principal producer professor programmer psychologist publisher realtor receptionist recruiter registrar reporter representative
  researcher reviewer salesperson salesman scientist secretary sergeant sommelier specialist staffer statistician steward strategist
  supervisor surgeon surveyor teacher technician technologist therapist trader trainee trainer translator treasurer tutor
  underwriter veterinarian vp waiter waitress warden writer dj pm sre apprentice ambassador janitor carpenter welder ta volunteer student
  graduate contributor lecturer head chief creator organizer organiser`);

/** Words that make another title of one, as they stand directly before it. */
export const TITLE_MODIFIERS = toSet(`
  senior junior jr sr lead principal staff chief head general associate assistant vice executive deputy managing acting interim
  distinguished adjunct visiting tenured full regional national global group founding graduate undergraduate entry-level mid-level
  software hardware firmware data product project program programme research solution solutions security network system systems
  database cloud devops platform infrastructure reliability site frontend front-end backend back-end full-stack fullstack stack end front back web mobile ios
  android embedded machine learning ml ai robotics qa test quality automation support sales marketing account business operations
  operation financial finance hr human resources people talent customer success content technical technology creative art ux ui design
  graphic visual interaction service community field process industrial mechanical electrical electronic chemical civil aerospace biomedical
  structural environmental energy safety mathematics science school primary secondary registered clinical nurse medical legal policy
  supply chain logistics procurement restaurant store shift kitchen bar line event office team engineering editorial managing
  teaching workshop volunteer summer research postdoctoral doctoral computer information development blockchain game analytics insights growth
  scrum agile release delivery integration application applications api payroll investment bank tax nursing developer digital literacy party
  planning maintenance production plant warehouse fleet tech night day assistant student part-time full-time freelance independent scientist`);

/** Folded degree words by the level they stand for. */
export const DEGREES: ReadonlyMap<string, string> = new Map([
  ...toPairs('bachelor', 'bachelor bachelors bsc bs ba beng bcs bba bfa btech'),
  ...toPairs('master', 'master masters msc ms ma meng mfa mphil mtech'),
  ...toPairs('doctor', 'phd doctorate doctoral dphil'),
  ...toPairs('associate', 'associate associates aas'),
  ...toPairs('mba', 'mba'),
  ...toPairs('diploma', 'diploma'),
]);

function toPairs(level: string, words: string): readonly (readonly [string, string])[] {
  return words.split(' ').map((word) => [word, level] as const);
}
