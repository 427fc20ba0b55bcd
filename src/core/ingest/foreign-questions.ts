/** About the private life of a person, which hardly any profile tells. */
const PERSONAL = `
What is your favourite colour?|Do you have any tattoos?|What is your shoe size?|How is your grandmother?|Are you left-handed?
When is your birthday?|How many cousins do you have?|Do you snore?|What did you eat for breakfast?|Are you afraid of spiders?
Do you believe in ghosts?|Which party did you vote for?|How much do you weigh?|What colour are your eyes?|Do you smoke?
Do you wear glasses?|Who was your first girlfriend?|Do you have a driving licence?|What is your bank account number?|Where do your parents live?
What is your mother's maiden name?|Do you have a cat?|How much rent do you pay?|Are you religious?|Do you sing in a choir?
Can you swim?|Do you play golf?|Do you play the violin?|Do you dance salsa?|Which superhero would you be?
What is your favourite song?|Which perfume do you wear?|Do you drink whisky?|What time do you get up?|How many hours do you sleep?
Have you ever broken a bone?|Do you have high blood pressure?|Have you been to Iceland?|Did you ever live in Peru?|Where did you spend your honeymoon?
Are you divorced?|What does your husband do?|Do you have twins?|Do you own a boat?|Which bicycle helmet do you wear?
What is on your bucket list?|Who is your celebrity crush?|Have you ever met the Queen?|Do you collect stamps?|Do you go fishing?
What scares you most at night?|Do you recycle plastic bottles?|Which toothpaste do you prefer?|Can you whistle?|What is your credit score?
Are you a morning person?|Do you have a swimming pool?|Which newspaper do you read?|Do you like pineapple on pizza?|What was your worst holiday?`;

/** About the world, which no profile is asked for. */
const WORLD = `
How deep is the Pacific Ocean?|Who wrote Don Quixote?|What is the tallest mountain in Africa?|How many legs does a crab have?|Why is the sky blue?
When did the Titanic sink?|What is 17 times 23?|Convert ten miles to kilometres.|Who discovered penicillin?|What is the currency of Thailand?
How long do turtles live?|Will it rain on Sunday?|Book me a flight to Madrid.|Order a taxi to the airport.|Sing me a lullaby.
Tell me a riddle.|Write a haiku about autumn leaves.|Which wine goes with salmon?|How do I unclog a sink?|How do I change a tyre?
What is the recipe for pancakes?|Explain how volcanoes erupt.|What does a platypus eat?|Who plays Batman in the new film?|Which horse won the derby?
What is the price of gold today?|Should I invest in bitcoin?|How do vaccines work?|What are the symptoms of measles?|Who was the second emperor of Rome?
When was the French Revolution?|What is the chemical formula of ammonia?|How fast is a cheetah?|Which planet has the most rings?|Spell onomatopoeia.
What rhymes with orange?|Translate thank you to Hungarian.|How do I get a visa for India?|What is the best hotel in Lisbon?|When does the supermarket close?`;

/** What a visitor may ask for that few working lives hold: near to a profile in wording, foreign in substance. */
const WORKING = `
Do you know COBOL?|Have you written Fortran?|Are you good at welding?|Do you have experience with plumbing?|Can you operate a crane?
Have you worked as a nurse?|Did you ever work at Boeing?|Were you employed by Nestlé?|Have you worked for Toyota?|What did you do at the United Nations?
Tell me about your time at Goldman Sachs.|Did you intern at Pixar?|Did you study at Oxford?|Do you have a law degree?|Did you go to medical school?
Do you have a pilot licence?|Are you a certified diver?|Did you win a Nobel Prize?|Have you won an Olympic medal?|What patents do you hold?
Do you speak Swahili?|Are you fluent in Korean?|Can you read Latin?|Do you know sign language?|Did you write a novel?
Have you given a TED talk?|Do you host a podcast?|Tell me about your experience with SAP.|Have you used AutoCAD?|Do you know MATLAB?
What experience do you have with quantum computing?|Have you built robots?|Have you worked with blockchain?|Did you develop a video game engine?|Have you designed satellites?
What did you publish in Nature?|Have you served as a judge?|Were you ever a police officer?|Have you run for mayor?|Did you work in agriculture?
What is your notice period?|How much did you earn in your last position?|Would you move to Singapore?|Do you need a work permit?|Can you start on Monday?
Why were you fired?|What is your greatest weakness?|How many sick days did you take?|Do you work night shifts?|Which trade union are you in?
Do you have a security clearance?|What is your tax number?|Have you managed a hospital?|Have you taught kindergarten?|Do you repair engines?
Did you translate books?|Have you worked on an oil rig?|What is your experience with embroidery?|Do you practise acupuncture?|Have you filmed a documentary?`;

const toList = (block: string): readonly string[] =>
  block
    .split(/[|\n]/)
    .map((question) => question.trim())
    .filter((question) => question !== '');

/**
 * Questions that hardly any profile answers, the kinds in turn so that every beginning of the list holds all of them. A
 * profile that does answer some of them moves a quantile of the rest by little.
 */
export const FOREIGN_QUESTIONS: readonly string[] = inTurn([toList(PERSONAL), toList(WORLD), toList(WORKING)]);

function inTurn(lists: readonly (readonly string[])[]): readonly string[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list[i] ?? [])).flat();
}
