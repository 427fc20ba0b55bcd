import { foldKey } from './json-shape.ts';

/** What the twin makes of a section. Sections that it does not know are `other` and lose nothing but the hints. */
export type SectionName =
  | 'about'
  | 'summary'
  | 'experience'
  | 'education'
  | 'coursework'
  | 'certifications'
  | 'skills'
  | 'projects'
  | 'volunteering'
  | 'awards'
  | 'publications'
  | 'talks'
  | 'languages'
  | 'interests'
  | 'references'
  | 'goals'
  | 'preferences'
  | 'values'
  | 'stories'
  | 'questions'
  | 'suggestions'
  | 'other';

/** How a section is recognised, called and found. */
export interface SectionKind {
  readonly name: SectionName;
  /** Keys, folded by `foldKey`, with a space between. */
  readonly keys: string;
  /** Words in which people ask for such a section; for search only. */
  readonly hints: string;
  /** What stands in the breadcrumb instead of the owner's key. */
  readonly label?: string;
  /** What a list of all entries is called. */
  readonly overview?: string;
}

/** A section that nothing is known of. */
export const OTHER_KIND: SectionKind = { name: 'other', keys: '', hints: '' };

const KINDS: readonly SectionKind[] = [
  {
    name: 'about',
    keys: 'about aboutme basics personal personalinfo personalinformation personaldetails profile contact contacts contactinfo identity bio person me',
    hints:
      'who are you, introduce yourself, contact, reach, email, location, live, lives, based, city, country, home, name, bio',
    label: 'About',
  },
  {
    name: 'summary',
    keys: 'summary introduction intro overview elevatorpitch professionalsummary objective headline',
    hints: 'who are you, tell me about yourself, introduce yourself, about, background, bio, in short',
  },
  {
    name: 'experience',
    keys: 'experience experiences work workexperience workhistory professionalexperience employment employmenthistory jobs job career careerhistory positions roles internships currentjob',
    hints:
      'job, work, works, worked, working, employer, employed, employment, company, career, role, position, day job',
    overview: 'Employers',
  },
  {
    name: 'education',
    keys: 'education educations academics academicbackground studies schools degrees degree qualifications',
    hints:
      'school, university, college, degree, study, studied, studies, graduate, graduated, graduation, qualification, academic, diploma',
    overview: 'Education',
  },
  {
    name: 'coursework',
    keys: 'coursework courses relevantcoursework modules classes trainings training',
    hints: 'course, courses, class, module, lecture, studied, study, learned, university',
    overview: 'Courses',
  },
  {
    name: 'certifications',
    keys: 'certifications certification certificates certificate licenses licences credentials',
    hints: 'certificate, certified, certification, credential, licence, license, exam, qualification',
    overview: 'Certificates',
  },
  {
    name: 'skills',
    keys: 'skills skill technicalskills softskills hardskills technologies techstack tools expertise competencies programminglanguages frameworks',
    hints:
      'skill, skilled, technology, technologies, tool, stack, programming languages, programming, coding, framework, know, knows, good at, best at, proficient, expertise, experience with, years',
    overview: 'Skills',
  },
  {
    name: 'projects',
    keys: 'projects project portfolio sideprojects personalprojects opensource projectsportfolio',
    hints: 'project, built, build, made, created, side project, portfolio, open source, hobby project',
    overview: 'Projects',
  },
  {
    name: 'volunteering',
    keys: 'volunteering volunteer volunteerwork volunteerexperience community charity',
    hints: 'volunteer, volunteering, volunteered, community, unpaid, charity, give back',
    overview: 'Volunteering',
  },
  {
    name: 'awards',
    keys: 'awards award honors honours prizes recognition',
    hints: 'award, prize, medal, honour, honor, recognition, won',
    overview: 'Awards',
  },
  {
    name: 'publications',
    keys: 'publications publication papers articles writing blogposts books patents',
    hints: 'publication, published, publish, paper, article, wrote, written, author, writing, research',
    overview: 'Publications',
  },
  {
    name: 'talks',
    keys: 'talks talk speaking presentations conferences speakingengagements',
    hints: 'talk, conference, speaker, speaking, spoke, presentation, presented, keynote',
    overview: 'Talks',
  },
  {
    name: 'languages',
    keys: 'languages language spokenlanguages',
    hints: 'language, languages, speak, speaks, spoken, fluent, native, foreign, mother tongue',
    overview: 'Languages',
  },
  {
    name: 'interests',
    keys: 'interests interest hobbies hobby freetime activities passions',
    hints:
      'hobby, hobbies, interest, free time, spare time, outside of work, weekend, fun, enjoy, like to do, passion, relax',
    overview: 'Interests',
  },
  {
    name: 'references',
    keys: 'references reference recommendations testimonials testimonial endorsements',
    hints: 'reference, recommendation, recommend, testimonial, colleague, manager, what others say, vouch',
  },
  {
    name: 'goals',
    keys: 'goals goal careergoals ambitions aspirations plans future futureplans',
    hints: 'goal, plan, plans, future, ambition, aspiration, next step, want, wants, in five years, hope',
  },
  {
    name: 'preferences',
    keys: 'preferences preference workpreferences workingstyle workstyle availability logistics salarylocation',
    hints:
      'prefer, prefers, preference, work style, working hours, remote, office, relocate, relocation, travel, available, availability, open to, looking for a job, hire',
  },
  {
    name: 'values',
    keys: 'values principles beliefs philosophy strengths weaknesses',
    hints: 'value, principle, believe, belief, philosophy, important, motto, character',
    overview: 'Principles',
  },
  {
    name: 'stories',
    keys: 'stories story achievements accomplishments starstories achievementsstar casestudies interviewprep challenges',
    hints:
      'story, example, tell me about a time, situation, challenge, difficult, mistake, failure, achievement, accomplishment, lesson',
    overview: 'Stories',
  },
  {
    name: 'questions',
    keys: 'questionsandanswers questionsanswers qanda qa faq faqs questions interviewquestions',
    hints: '',
    label: 'Questions',
  },
  {
    name: 'suggestions',
    keys: 'suggestions suggestedquestions samplequestions examplequestions starterquestions starters',
    hints: '',
  },
];

const BY_KEY = new Map(KINDS.flatMap((kind) => kind.keys.split(' ').map((key) => [key, kind] as const)));

/** The kind of a section by its key in the profile; `fallback` when the key is not known. */
export function toSectionKind(key: string, fallback: SectionKind = OTHER_KIND): SectionKind {
  return BY_KEY.get(foldKey(key)) ?? fallback;
}
